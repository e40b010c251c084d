import { managedTenantEndpoint } from '../shared/manage/endpoint.ts';
import { addFederatedCredential } from '../shared/manage/federatedCredentials.ts';
import { serveManagement } from './serveManagement.ts';

serveManagement(
  'manageAddFederatedCredential',
  'POST',
  'tenants/{tenant}/federatedCredentials',
  managedTenantEndpoint('manageAddFederatedCredential', 'deployment', addFederatedCredential),
);
