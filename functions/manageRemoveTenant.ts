import { deploymentEndpoint } from '../shared/api/manage/endpoint.ts';
import { removeTenant } from '../shared/api/manage/removeTenant.ts';
import { serveManagement } from './serveManagement.ts';

serveManagement(
  'manageRemoveTenant',
  'DELETE',
  'tenants/{tenant}',
  deploymentEndpoint('manageRemoveTenant', removeTenant),
);
