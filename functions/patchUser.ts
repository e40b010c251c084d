import { tenantEndpoint } from '../shared/http/tenantEndpoint.ts';
import { patchUser } from '../shared/operations/changeUser.ts';
import { serve } from './serve.ts';

serve('patchUser', ['PATCH'], 'scim/{tenant}/Users/{id}', tenantEndpoint('patchUser', 'write', patchUser));
