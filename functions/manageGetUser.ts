import { managedTenantEndpoint } from '../shared/manage/endpoint.ts';
import { getUser } from '../shared/manage/users.ts';
import { serveManagement } from './serveManagement.ts';

serveManagement(
  'manageGetUser',
  'GET',
  'tenants/{tenant}/users/{id}',
  managedTenantEndpoint('manageGetUser', 'tenant', getUser),
);
