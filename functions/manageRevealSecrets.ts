import { managedTenantEndpoint } from '../shared/api/manage/endpoint.ts';
import { revealSecrets } from '../shared/api/manage/secrets.ts';
import { serveManagement } from './serveManagement.ts';

serveManagement(
  'manageRevealSecrets',
  'GET',
  'tenants/{tenant}/users/{id}/secrets',
  managedTenantEndpoint('manageRevealSecrets', 'tenant', revealSecrets),
);
