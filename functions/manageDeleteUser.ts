import { managedTenantEndpoint } from '../shared/api/manage/endpoint.ts';
import { deleteUser } from '../shared/api/manage/users.ts';
import { serveManagement } from './serveManagement.ts';

serveManagement(
  'manageDeleteUser',
  'DELETE',
  'tenants/{tenant}/users/{id}',
  managedTenantEndpoint('manageDeleteUser', 'tenant', deleteUser),
);
