import { managedTenantEndpoint } from '../shared/manage/endpoint.ts';
import { removeFederatedCredential } from '../shared/manage/federatedCredentials.ts';
import { serveManagement } from './serveManagement.ts';

serveManagement(
  'manageRemoveFederatedCredential',
  'DELETE',
  'tenants/{tenant}/federatedCredentials/{id}',
  managedTenantEndpoint('manageRemoveFederatedCredential', 'deployment', removeFederatedCredential),
);
