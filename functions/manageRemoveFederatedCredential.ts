import { managedTenantEndpoint } from '../shared/api/manage/endpoint.ts';
import { removeFederatedCredential } from '../shared/api/manage/federatedCredentials.ts';
import { serveManagement } from './serveManagement.ts';

serveManagement(
  'manageRemoveFederatedCredential',
  'DELETE',
  'tenants/{tenant}/federatedCredentials/{id}',
  managedTenantEndpoint('manageRemoveFederatedCredential', 'deployment', removeFederatedCredential),
);
