import { tenantEndpoint } from '../shared/http/tenantEndpoint.ts';
import { getSchema } from '../shared/operations/discovery.ts';
import { serve } from './serve.ts';

serve('getSchema', ['GET'], 'scim/{tenant}/Schemas/{id}', tenantEndpoint('getSchema', 'read', getSchema));
