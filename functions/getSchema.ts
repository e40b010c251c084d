import { tenantEndpoint } from '../shared/api/tenantEndpoint.ts';
import { getSchema } from '../shared/api/discovery.ts';
import { serve } from './serve.ts';

serve('getSchema', ['GET'], 'scim/{tenant}/Schemas/{id}', tenantEndpoint('getSchema', 'read', getSchema));
