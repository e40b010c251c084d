import { deleteUser, getUser, getUsers, patchUser, postUser, putUser } from '../shared/api/users.ts';
import { serveTenant, serveWrite } from './register.ts';

serveWrite('createUser', 'POST', 'Users', postUser);
serveTenant('listUsers', 'GET', 'Users', 'read', getUsers);
serveTenant('getUser', 'GET', 'Users/{id}', 'read', getUser);
serveWrite('replaceUser', 'PUT', 'Users/{id}', putUser);
serveWrite('patchUser', 'PATCH', 'Users/{id}', patchUser);
serveWrite('deleteUser', 'DELETE', 'Users/{id}', deleteUser);
