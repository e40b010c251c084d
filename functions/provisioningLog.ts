import { tenantEndpoint } from '../shared/http/tenantEndpoint.ts';
import { provisioningLog } from '../shared/operations/provisioningLog.ts';
import { serve } from './serve.ts';

serve(
  'provisioningLog',
  ['GET'],
  'scim/{tenant}/provisioningLog',
  tenantEndpoint('provisioningLog', 'any', provisioningLog),
);
