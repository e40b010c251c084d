import { issueToken, jwks, oauthErrorAnswer } from '../shared/api/oauth.ts';
import { servePublic } from './register.ts';

servePublic('issueToken', 'POST', 'scim/{tenant}/oauth2/token', issueToken, oauthErrorAnswer);
servePublic('jwks', 'GET', 'scim/{tenant}/oauth2/jwks', jwks);
