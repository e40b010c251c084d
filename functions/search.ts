import { tenantEndpoint } from '../shared/api/tenantEndpoint.ts';
import { searchAll } from '../shared/api/users.ts';
import { serve } from './serve.ts';

serve('search', ['POST'], 'scim/{tenant}/.search', tenantEndpoint('search', 'read', searchAll));
