import { managedTenantEndpoint } from '../shared/api/manage/endpoint.ts';
import { listTokens } from '../shared/api/manage/tokens.ts';
import { serveManagement } from './serveManagement.ts';

serveManagement(
  'manageListTokens',
  'GET',
  'tenants/{tenant}/tokens',
  managedTenantEndpoint('manageListTokens', 'deployment', listTokens),
);
