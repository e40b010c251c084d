import { managedTenantEndpoint } from '../shared/manage/endpoint.ts';
import { listTokens } from '../shared/manage/tokens.ts';
import { serveManagement } from './serveManagement.ts';

serveManagement(
  'manageListTokens',
  'GET',
  'tenants/{tenant}/tokens',
  managedTenantEndpoint('manageListTokens', 'deployment', listTokens),
);
