import { managedTenantEndpoint } from '../shared/api/manage/endpoint.ts';
import { listFederatedCredentials } from '../shared/api/manage/federatedCredentials.ts';
import { serveManagement } from './serveManagement.ts';

serveManagement(
  'manageListFederatedCredentials',
  'GET',
  'tenants/{tenant}/federatedCredentials',
  managedTenantEndpoint('manageListFederatedCredentials', 'deployment', listFederatedCredentials),
);
