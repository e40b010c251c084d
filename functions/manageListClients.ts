import { managedTenantEndpoint } from '../shared/api/manage/endpoint.ts';
import { listClients } from '../shared/api/manage/clients.ts';
import { serveManagement } from './serveManagement.ts';

serveManagement(
  'manageListClients',
  'GET',
  'tenants/{tenant}/clients',
  managedTenantEndpoint('manageListClients', 'deployment', listClients),
);
