import { searchGroups } from '../shared/api/groups.ts';
import { searchAll } from '../shared/api/search.ts';
import { searchUsers } from '../shared/api/users.ts';
import { serveTenant } from './register.ts';

serveTenant('search', 'POST', '.search', 'read', searchAll);
serveTenant('searchGroups', 'POST', 'Groups/.search', 'read', searchGroups);
serveTenant('searchUsers', 'POST', 'Users/.search', 'read', searchUsers);
