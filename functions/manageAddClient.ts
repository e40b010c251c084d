import { managedTenantEndpoint } from '../shared/api/manage/endpoint.ts';
import { addClient } from '../shared/api/manage/clients.ts';
import { serveManagement } from './serveManagement.ts';

serveManagement(
  'manageAddClient',
  'POST',
  'tenants/{tenant}/clients',
  managedTenantEndpoint('manageAddClient', 'deployment', addClient),
);
