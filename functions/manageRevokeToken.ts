import { managedTenantEndpoint } from '../shared/api/manage/endpoint.ts';
import { revokeToken } from '../shared/api/manage/tokens.ts';
import { serveManagement } from './serveManagement.ts';

serveManagement(
  'manageRevokeToken',
  'DELETE',
  'tenants/{tenant}/tokens/{id}',
  managedTenantEndpoint('manageRevokeToken', 'deployment', revokeToken),
);
