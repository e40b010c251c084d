import { tenantEndpoint } from '../shared/http/tenantEndpoint.ts';
import { me } from '../shared/operations/me.ts';
import { serve } from './serve.ts';

serve('me', ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'], 'scim/{tenant}/Me', tenantEndpoint('me', 'read', me));
