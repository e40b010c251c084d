import { deploymentEndpoint } from '../shared/manage/endpoint.ts';
import { listTenants } from '../shared/manage/tenants.ts';
import { serveManagement } from './serveManagement.ts';

serveManagement('manageListTenants', 'GET', 'tenants', deploymentEndpoint('manageListTenants', listTenants));
