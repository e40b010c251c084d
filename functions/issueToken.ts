import { endpoint } from '../shared/http/endpoint.ts';
import { oauthErrorAnswer } from '../shared/http/oauthError.ts';
import { issueToken } from '../shared/operations/issueToken.ts';
import { serve } from './serve.ts';

serve(
  'issueToken',
  ['POST'],
  'scim/{tenant}/oauth2/token',
  endpoint('issueToken', issueToken, oauthErrorAnswer),
);
