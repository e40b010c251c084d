import { tenantEndpoint } from '../shared/http/tenantEndpoint.ts';
import { deleteUser } from '../shared/operations/deleteUser.ts';
import { serve } from './serve.ts';

serve(
  'deleteUser',
  ['DELETE'],
  'scim/{tenant}/Users/{id}',
  tenantEndpoint('deleteUser', 'write', deleteUser),
);
