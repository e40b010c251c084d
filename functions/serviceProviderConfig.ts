import { tenantEndpoint } from '../shared/http/tenantEndpoint.ts';
import { getServiceProviderConfig } from '../shared/operations/discovery.ts';
import { serve } from './serve.ts';

serve(
  'serviceProviderConfig',
  ['GET'],
  'scim/{tenant}/ServiceProviderConfig',
  tenantEndpoint('serviceProviderConfig', 'read', getServiceProviderConfig),
);
