import { deploymentEndpoint } from '../shared/manage/endpoint.ts';
import { removeTenant } from '../shared/manage/removeTenant.ts';
import { serveManagement } from './serveManagement.ts';

serveManagement(
  'manageRemoveTenant',
  'DELETE',
  'tenants/{tenant}',
  deploymentEndpoint('manageRemoveTenant', removeTenant),
);
