import { tenantEndpoint } from '../shared/http/endpoint.ts';
import { searchAll } from '../shared/operations/listUsers.ts';
import { serve } from './serve.ts';

serve('search', ['POST'], 'scim/{tenant}/.search', tenantEndpoint('search', searchAll));
