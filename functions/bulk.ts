import { bulk } from '../shared/api/bulk.ts';
import { serveTenant } from './register.ts';

serveTenant('bulk', 'POST', 'Bulk', 'write', bulk);
