import { issueToken } from '../shared/api/issueToken.ts';
import { jwks } from '../shared/api/jwks.ts';
import { oauthErrorAnswer } from '../shared/api/oauthAnswer.ts';
import { servePublic } from './register.ts';

servePublic('issueToken', 'POST', 'scim/{tenant}/oauth2/token', issueToken, oauthErrorAnswer);
servePublic('jwks', 'GET', 'scim/{tenant}/oauth2/jwks', jwks);
