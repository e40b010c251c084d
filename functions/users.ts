import { deleteUser, getUser, listUsers, patchUser, postUser, putUser } from '../shared/api/users.ts';
import { serveTenant } from './register.ts';

serveTenant('createUser', 'POST', 'Users', 'write', postUser);
serveTenant('listUsers', 'GET', 'Users', 'read', listUsers);
serveTenant('getUser', 'GET', 'Users/{id}', 'read', getUser);
serveTenant('replaceUser', 'PUT', 'Users/{id}', 'write', putUser);
serveTenant('patchUser', 'PATCH', 'Users/{id}', 'write', patchUser);
serveTenant('deleteUser', 'DELETE', 'Users/{id}', 'write', deleteUser);
