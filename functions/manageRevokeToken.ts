import { managedTenantEndpoint } from '../shared/manage/endpoint.ts';
import { revokeToken } from '../shared/manage/tokens.ts';
import { serveManagement } from './serveManagement.ts';

serveManagement(
  'manageRevokeToken',
  'DELETE',
  'tenants/{tenant}/tokens/{id}',
  managedTenantEndpoint('manageRevokeToken', 'deployment', revokeToken),
);
