import { managedTenantEndpoint } from '../shared/api/manage/endpoint.ts';
import { addToken } from '../shared/api/manage/tokens.ts';
import { serveManagement } from './serveManagement.ts';

serveManagement(
  'manageAddToken',
  'POST',
  'tenants/{tenant}/tokens',
  managedTenantEndpoint('manageAddToken', 'deployment', addToken),
);
