import { tenantEndpoint } from '../shared/http/tenantEndpoint.ts';
import { bulk } from '../shared/operations/bulk.ts';
import { serve } from './serve.ts';

serve('bulk', ['POST'], 'scim/{tenant}/Bulk', tenantEndpoint('bulk', 'write', bulk));
