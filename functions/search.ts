import { tenantEndpoint } from '../shared/http/tenantEndpoint.ts';
import { searchAll } from '../shared/operations/listUsers.ts';
import { serve } from './serve.ts';

serve('search', ['POST'], 'scim/{tenant}/.search', tenantEndpoint('search', 'read', searchAll));
