import { tenantEndpoint } from '../shared/api/tenantEndpoint.ts';
import { listSchemas } from '../shared/api/discovery.ts';
import { serve } from './serve.ts';

serve('listSchemas', ['GET'], 'scim/{tenant}/Schemas', tenantEndpoint('listSchemas', 'read', listSchemas));
