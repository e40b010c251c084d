import { managedTenantEndpoint } from '../shared/api/manage/endpoint.ts';
import { addClientSecret } from '../shared/api/manage/clients.ts';
import { serveManagement } from './serveManagement.ts';

serveManagement(
  'manageAddClientSecret',
  'POST',
  'tenants/{tenant}/clients/{id}/secrets',
  managedTenantEndpoint('manageAddClientSecret', 'deployment', addClientSecret),
);
