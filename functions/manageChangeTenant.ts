import { managedTenantEndpoint } from '../shared/api/manage/endpoint.ts';
import { changeTenant } from '../shared/api/manage/tenant.ts';
import { serveManagement } from './serveManagement.ts';

serveManagement(
  'manageChangeTenant',
  'PATCH',
  'tenants/{tenant}',
  managedTenantEndpoint('manageChangeTenant', 'deployment', changeTenant),
);
