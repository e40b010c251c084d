import { tenantEndpoint } from '../shared/http/tenantEndpoint.ts';
import { listSchemas } from '../shared/operations/discovery.ts';
import { serve } from './serve.ts';

serve('listSchemas', ['GET'], 'scim/{tenant}/Schemas', tenantEndpoint('listSchemas', 'read', listSchemas));
