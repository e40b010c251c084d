import { deleteUser, getUser, listUsers, patchUser, postUser, putUser } from '../shared/api/users.ts';
import { serveTenant, serveWrite } from './register.ts';

serveWrite('createUser', 'POST', 'Users', postUser);
serveTenant('listUsers', 'GET', 'Users', 'read', listUsers);
serveTenant('getUser', 'GET', 'Users/{id}', 'read', getUser);
serveWrite('replaceUser', 'PUT', 'Users/{id}', putUser);
serveWrite('patchUser', 'PATCH', 'Users/{id}', patchUser);
serveWrite('deleteUser', 'DELETE', 'Users/{id}', deleteUser);
