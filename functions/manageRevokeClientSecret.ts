import { managedTenantEndpoint } from '../shared/manage/endpoint.ts';
import { revokeClientSecret } from '../shared/manage/clients.ts';
import { serveManagement } from './serveManagement.ts';

serveManagement(
  'manageRevokeClientSecret',
  'DELETE',
  'tenants/{tenant}/clients/{id}/secrets/{secretId}',
  managedTenantEndpoint('manageRevokeClientSecret', 'deployment', revokeClientSecret),
);
