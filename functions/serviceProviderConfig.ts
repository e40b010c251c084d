import { tenantEndpoint } from '../shared/api/tenantEndpoint.ts';
import { getServiceProviderConfig } from '../shared/api/discovery.ts';
import { serve } from './serve.ts';

serve(
  'serviceProviderConfig',
  ['GET'],
  'scim/{tenant}/ServiceProviderConfig',
  tenantEndpoint('serviceProviderConfig', 'read', getServiceProviderConfig),
);
