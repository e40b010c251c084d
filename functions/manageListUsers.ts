import { managedTenantEndpoint } from '../shared/manage/endpoint.ts';
import { listUsers } from '../shared/manage/users.ts';
import { serveManagement } from './serveManagement.ts';

serveManagement(
  'manageListUsers',
  'GET',
  'tenants/{tenant}/users',
  managedTenantEndpoint('manageListUsers', 'tenant', listUsers),
);
