import { managedTenantEndpoint } from '../shared/manage/endpoint.ts';
import { changeTenant } from '../shared/manage/tenant.ts';
import { serveManagement } from './serveManagement.ts';

serveManagement(
  'manageChangeTenant',
  'PATCH',
  'tenants/{tenant}',
  managedTenantEndpoint('manageChangeTenant', 'deployment', changeTenant),
);
