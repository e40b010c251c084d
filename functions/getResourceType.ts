import { tenantEndpoint } from '../shared/http/endpoint.ts';
import { getResourceType } from '../shared/operations/discovery.ts';
import { serve } from './serve.ts';

serve(
  'getResourceType',
  ['GET'],
  'scim/{tenant}/ResourceTypes/{id}',
  tenantEndpoint('getResourceType', getResourceType),
);
