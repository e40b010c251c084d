import { managedTenantEndpoint } from '../shared/manage/endpoint.ts';
import { deleteUser } from '../shared/manage/users.ts';
import { serveManagement } from './serveManagement.ts';

serveManagement(
  'manageDeleteUser',
  'DELETE',
  'tenants/{tenant}/users/{id}',
  managedTenantEndpoint('manageDeleteUser', 'tenant', deleteUser),
);
