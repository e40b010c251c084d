import { tenantEndpoint } from '../shared/api/tenantEndpoint.ts';
import { searchUsers } from '../shared/api/users.ts';
import { serve } from './serve.ts';

serve(
  'searchUsers',
  ['POST'],
  'scim/{tenant}/Users/.search',
  tenantEndpoint('searchUsers', 'read', searchUsers),
);
