import { tenantEndpoint } from '../shared/api/tenantEndpoint.ts';
import { me } from '../shared/api/me.ts';
import { serve } from './serve.ts';

serve('me', ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'], 'scim/{tenant}/Me', tenantEndpoint('me', 'read', me));
