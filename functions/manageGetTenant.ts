import { managedTenantEndpoint } from '../shared/manage/endpoint.ts';
import { getTenant } from '../shared/manage/tenant.ts';
import { serveManagement } from './serveManagement.ts';

serveManagement(
  'manageGetTenant',
  'GET',
  'tenants/{tenant}',
  managedTenantEndpoint('manageGetTenant', 'tenant', getTenant),
);
