import { tenantEndpoint } from '../shared/http/tenantEndpoint.ts';
import { getResourceType } from '../shared/operations/discovery.ts';
import { serve } from './serve.ts';

serve(
  'getResourceType',
  ['GET'],
  'scim/{tenant}/ResourceTypes/{id}',
  tenantEndpoint('getResourceType', 'read', getResourceType),
);
