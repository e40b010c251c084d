import { managedTenantEndpoint } from '../shared/api/manage/endpoint.ts';
import { readLog } from '../shared/api/manage/log.ts';
import { serveManagement } from './serveManagement.ts';

serveManagement(
  'manageReadLog',
  'GET',
  'tenants/{tenant}/log',
  managedTenantEndpoint('manageReadLog', 'tenant', readLog),
);
