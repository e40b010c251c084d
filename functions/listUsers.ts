import { tenantEndpoint } from '../shared/api/tenantEndpoint.ts';
import { listUsers } from '../shared/api/users.ts';
import { serve } from './serve.ts';

serve('listUsers', ['GET'], 'scim/{tenant}/Users', tenantEndpoint('listUsers', 'read', listUsers));
