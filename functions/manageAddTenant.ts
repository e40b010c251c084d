import { deploymentEndpoint } from '../shared/api/manage/endpoint.ts';
import { addTenant } from '../shared/api/manage/tenants.ts';
import { serveManagement } from './serveManagement.ts';

serveManagement('manageAddTenant', 'POST', 'tenants', deploymentEndpoint('manageAddTenant', addTenant));
