import { managedTenantEndpoint } from '../shared/api/manage/endpoint.ts';
import { removeClient } from '../shared/api/manage/clients.ts';
import { serveManagement } from './serveManagement.ts';

serveManagement(
  'manageRemoveClient',
  'DELETE',
  'tenants/{tenant}/clients/{id}',
  managedTenantEndpoint('manageRemoveClient', 'deployment', removeClient),
);
