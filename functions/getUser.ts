import { tenantEndpoint } from '../shared/api/tenantEndpoint.ts';
import { getUser } from '../shared/api/users.ts';
import { serve } from './serve.ts';

serve('getUser', ['GET'], 'scim/{tenant}/Users/{id}', tenantEndpoint('getUser', 'read', getUser));
