import { managedTenantEndpoint } from '../shared/manage/endpoint.ts';
import { addToken } from '../shared/manage/tokens.ts';
import { serveManagement } from './serveManagement.ts';

serveManagement(
  'manageAddToken',
  'POST',
  'tenants/{tenant}/tokens',
  managedTenantEndpoint('manageAddToken', 'deployment', addToken),
);
