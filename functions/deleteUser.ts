import { tenantEndpoint } from '../shared/api/tenantEndpoint.ts';
import { deleteUser } from '../shared/api/users.ts';
import { serve } from './serve.ts';

serve(
  'deleteUser',
  ['DELETE'],
  'scim/{tenant}/Users/{id}',
  tenantEndpoint('deleteUser', 'write', deleteUser),
);
