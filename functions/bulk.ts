import { tenantEndpoint } from '../shared/api/tenantEndpoint.ts';
import { bulk } from '../shared/api/bulk.ts';
import { serve } from './serve.ts';

serve('bulk', ['POST'], 'scim/{tenant}/Bulk', tenantEndpoint('bulk', 'write', bulk));
