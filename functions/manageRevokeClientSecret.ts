import { managedTenantEndpoint } from '../shared/api/manage/endpoint.ts';
import { revokeClientSecret } from '../shared/api/manage/clients.ts';
import { serveManagement } from './serveManagement.ts';

serveManagement(
  'manageRevokeClientSecret',
  'DELETE',
  'tenants/{tenant}/clients/{id}/secrets/{secretId}',
  managedTenantEndpoint('manageRevokeClientSecret', 'deployment', revokeClientSecret),
);
