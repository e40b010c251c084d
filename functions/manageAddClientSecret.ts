import { managedTenantEndpoint } from '../shared/manage/endpoint.ts';
import { addClientSecret } from '../shared/manage/clients.ts';
import { serveManagement } from './serveManagement.ts';

serveManagement(
  'manageAddClientSecret',
  'POST',
  'tenants/{tenant}/clients/{id}/secrets',
  managedTenantEndpoint('manageAddClientSecret', 'deployment', addClientSecret),
);
