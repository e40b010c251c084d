import { managedTenantEndpoint } from '../shared/api/manage/endpoint.ts';
import { getUser } from '../shared/api/manage/users.ts';
import { serveManagement } from './serveManagement.ts';

serveManagement(
  'manageGetUser',
  'GET',
  'tenants/{tenant}/users/{id}',
  managedTenantEndpoint('manageGetUser', 'tenant', getUser),
);
