import { provisioningLog } from '../shared/api/provisioningLog.ts';
import { serveTenant } from './register.ts';

serveTenant('provisioningLog', 'GET', 'provisioningLog', 'any', provisioningLog);
