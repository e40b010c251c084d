import { getGroup, listGroups } from '../shared/api/groups.ts';
import { serveTenant } from './register.ts';

serveTenant('listGroups', 'GET', 'Groups', 'read', listGroups);
serveTenant('getGroup', 'GET', 'Groups/{id}', 'read', getGroup);
