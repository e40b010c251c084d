import { deploymentEndpoint } from '../shared/api/manage/endpoint.ts';
import { listTenants } from '../shared/api/manage/tenants.ts';
import { serveManagement } from './serveManagement.ts';

serveManagement('manageListTenants', 'GET', 'tenants', deploymentEndpoint('manageListTenants', listTenants));
