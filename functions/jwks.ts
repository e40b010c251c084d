import { endpoint } from '../shared/http/endpoint.ts';
import { jwks } from '../shared/operations/jwks.ts';
import { serve } from './serve.ts';

serve('jwks', ['GET'], 'scim/{tenant}/oauth2/jwks', endpoint('jwks', jwks));
