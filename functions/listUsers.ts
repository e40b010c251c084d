import { tenantEndpoint } from '../shared/http/tenantEndpoint.ts';
import { listUsers } from '../shared/operations/listUsers.ts';
import { serve } from './serve.ts';

serve('listUsers', ['GET'], 'scim/{tenant}/Users', tenantEndpoint('listUsers', 'read', listUsers));
