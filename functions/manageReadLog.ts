import { managedTenantEndpoint } from '../shared/manage/endpoint.ts';
import { readLog } from '../shared/manage/log.ts';
import { serveManagement } from './serveManagement.ts';

serveManagement(
  'manageReadLog',
  'GET',
  'tenants/{tenant}/log',
  managedTenantEndpoint('manageReadLog', 'tenant', readLog),
);
