import { tenantEndpoint } from '../shared/http/tenantEndpoint.ts';
import { replaceUser } from '../shared/operations/changeUser.ts';
import { serve } from './serve.ts';

serve(
  'replaceUser',
  ['PUT'],
  'scim/{tenant}/Users/{id}',
  tenantEndpoint('replaceUser', 'write', replaceUser),
);
