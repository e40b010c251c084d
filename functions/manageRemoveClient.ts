import { managedTenantEndpoint } from '../shared/manage/endpoint.ts';
import { removeClient } from '../shared/manage/clients.ts';
import { serveManagement } from './serveManagement.ts';

serveManagement(
  'manageRemoveClient',
  'DELETE',
  'tenants/{tenant}/clients/{id}',
  managedTenantEndpoint('manageRemoveClient', 'deployment', removeClient),
);
