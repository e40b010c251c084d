import { endpoint } from '../shared/api/endpoint.ts';
import { jwks } from '../shared/api/jwks.ts';
import { serve } from './serve.ts';

serve('jwks', ['GET'], 'scim/{tenant}/oauth2/jwks', endpoint('jwks', jwks));
