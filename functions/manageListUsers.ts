import { managedTenantEndpoint } from '../shared/api/manage/endpoint.ts';
import { listUsers } from '../shared/api/manage/users.ts';
import { serveManagement } from './serveManagement.ts';

serveManagement(
  'manageListUsers',
  'GET',
  'tenants/{tenant}/users',
  managedTenantEndpoint('manageListUsers', 'tenant', listUsers),
);
