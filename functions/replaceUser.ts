import { tenantEndpoint } from '../shared/api/tenantEndpoint.ts';
import { putUser } from '../shared/api/users.ts';
import { serve } from './serve.ts';

serve('replaceUser', ['PUT'], 'scim/{tenant}/Users/{id}', tenantEndpoint('replaceUser', 'write', putUser));
