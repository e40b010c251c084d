import { tenantEndpoint } from '../shared/api/tenantEndpoint.ts';
import { patchUser } from '../shared/api/users.ts';
import { serve } from './serve.ts';

serve('patchUser', ['PATCH'], 'scim/{tenant}/Users/{id}', tenantEndpoint('patchUser', 'write', patchUser));
