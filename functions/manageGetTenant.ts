import { managedTenantEndpoint } from '../shared/api/manage/endpoint.ts';
import { getTenant } from '../shared/api/manage/tenant.ts';
import { serveManagement } from './serveManagement.ts';

serveManagement(
  'manageGetTenant',
  'GET',
  'tenants/{tenant}',
  managedTenantEndpoint('manageGetTenant', 'tenant', getTenant),
);
