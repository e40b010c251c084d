import { endpoint } from '../shared/api/endpoint.ts';
import { oauthErrorAnswer } from '../shared/api/oauthAnswer.ts';
import { issueToken } from '../shared/api/issueToken.ts';
import { serve } from './serve.ts';

serve(
  'issueToken',
  ['POST'],
  'scim/{tenant}/oauth2/token',
  endpoint('issueToken', issueToken, oauthErrorAnswer),
);
