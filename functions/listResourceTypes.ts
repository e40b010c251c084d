import { tenantEndpoint } from '../shared/http/tenantEndpoint.ts';
import { listResourceTypes } from '../shared/operations/discovery.ts';
import { serve } from './serve.ts';

serve(
  'listResourceTypes',
  ['GET'],
  'scim/{tenant}/ResourceTypes',
  tenantEndpoint('listResourceTypes', 'read', listResourceTypes),
);
