import { deploymentEndpoint } from '../shared/manage/endpoint.ts';
import { addTenant } from '../shared/manage/tenants.ts';
import { serveManagement } from './serveManagement.ts';

serveManagement('manageAddTenant', 'POST', 'tenants', deploymentEndpoint('manageAddTenant', addTenant));
