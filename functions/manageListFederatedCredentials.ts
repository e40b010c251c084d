import { managedTenantEndpoint } from '../shared/manage/endpoint.ts';
import { listFederatedCredentials } from '../shared/manage/federatedCredentials.ts';
import { serveManagement } from './serveManagement.ts';

serveManagement(
  'manageListFederatedCredentials',
  'GET',
  'tenants/{tenant}/federatedCredentials',
  managedTenantEndpoint('manageListFederatedCredentials', 'deployment', listFederatedCredentials),
);
