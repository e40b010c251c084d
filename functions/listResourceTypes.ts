import { tenantEndpoint } from '../shared/api/tenantEndpoint.ts';
import { listResourceTypes } from '../shared/api/discovery.ts';
import { serve } from './serve.ts';

serve(
  'listResourceTypes',
  ['GET'],
  'scim/{tenant}/ResourceTypes',
  tenantEndpoint('listResourceTypes', 'read', listResourceTypes),
);
