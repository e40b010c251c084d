import { managedTenantEndpoint } from '../shared/api/manage/endpoint.ts';
import { addFederatedCredential } from '../shared/api/manage/federatedCredentials.ts';
import { serveManagement } from './serveManagement.ts';

serveManagement(
  'manageAddFederatedCredential',
  'POST',
  'tenants/{tenant}/federatedCredentials',
  managedTenantEndpoint('manageAddFederatedCredential', 'deployment', addFederatedCredential),
);
