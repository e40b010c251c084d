import { managedTenantEndpoint } from '../shared/manage/endpoint.ts';
import { listClients } from '../shared/manage/clients.ts';
import { serveManagement } from './serveManagement.ts';

serveManagement(
  'manageListClients',
  'GET',
  'tenants/{tenant}/clients',
  managedTenantEndpoint('manageListClients', 'deployment', listClients),
);
