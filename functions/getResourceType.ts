import { tenantEndpoint } from '../shared/api/tenantEndpoint.ts';
import { getResourceType } from '../shared/api/discovery.ts';
import { serve } from './serve.ts';

serve(
  'getResourceType',
  ['GET'],
  'scim/{tenant}/ResourceTypes/{id}',
  tenantEndpoint('getResourceType', 'read', getResourceType),
);
