import { tenantEndpoint } from '../shared/http/tenantEndpoint.ts';
import { searchUsers } from '../shared/operations/listUsers.ts';
import { serve } from './serve.ts';

serve(
  'searchUsers',
  ['POST'],
  'scim/{tenant}/Users/.search',
  tenantEndpoint('searchUsers', 'read', searchUsers),
);
