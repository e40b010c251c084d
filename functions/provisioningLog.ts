import { tenantEndpoint } from '../shared/api/tenantEndpoint.ts';
import { provisioningLog } from '../shared/api/provisioningLog.ts';
import { serve } from './serve.ts';

serve(
  'provisioningLog',
  ['GET'],
  'scim/{tenant}/provisioningLog',
  tenantEndpoint('provisioningLog', 'any', provisioningLog),
);
