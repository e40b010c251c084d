import { deleteGroup, getGroup, listGroups, patchGroup, postGroup, putGroup } from '../shared/api/groups.ts';
import { serveTenant, serveWrite } from './register.ts';

serveWrite('createGroup', 'POST', 'Groups', postGroup, 'group');
serveTenant('listGroups', 'GET', 'Groups', 'read', listGroups);
serveTenant('getGroup', 'GET', 'Groups/{id}', 'read', getGroup);
serveWrite('replaceGroup', 'PUT', 'Groups/{id}', putGroup, 'group');
serveWrite('patchGroup', 'PATCH', 'Groups/{id}', patchGroup, 'group');
serveWrite('deleteGroup', 'DELETE', 'Groups/{id}', deleteGroup, 'group');
