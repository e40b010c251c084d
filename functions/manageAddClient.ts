import { managedTenantEndpoint } from '../shared/manage/endpoint.ts';
import { addClient } from '../shared/manage/clients.ts';
import { serveManagement } from './serveManagement.ts';

serveManagement(
  'manageAddClient',
  'POST',
  'tenants/{tenant}/clients',
  managedTenantEndpoint('manageAddClient', 'deployment', addClient),
);
