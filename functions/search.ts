import { searchAll, searchUsers } from '../shared/api/users.ts';
import { serveTenant } from './register.ts';

serveTenant('search', 'POST', '.search', 'read', searchAll);
serveTenant('searchUsers', 'POST', 'Users/.search', 'read', searchUsers);
