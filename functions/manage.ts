import {
  addClient,
  addClientSecret,
  listClients,
  removeClient,
  revokeClientSecret,
} from '../shared/api/manage/clients.ts';
import { managementEndpoint } from '../shared/api/manage/endpoint.ts';
import {
  addFederatedCredential,
  listFederatedCredentials,
  removeFederatedCredential,
} from '../shared/api/manage/federatedCredentials.ts';
import { readLog } from '../shared/api/manage/log.ts';
import { getOpenApi } from '../shared/api/manage/openApi.ts';
import { removeTenant } from '../shared/api/manage/removeTenant.ts';
import { revealSecrets } from '../shared/api/manage/secrets.ts';
import { changeTenant, getTenant } from '../shared/api/manage/tenant.ts';
import { addTenant, listTenants } from '../shared/api/manage/tenants.ts';
import { addToken, listTokens, revokeToken } from '../shared/api/manage/tokens.ts';
import { deleteUser, getUser, listUsers } from '../shared/api/manage/users.ts';
import { forDeployment, forManager, forOperator, serveManagement } from './register.ts';

serveManagement(
  'manageGetOpenApi',
  'GET',
  'openapi.json',
  managementEndpoint('manageGetOpenApi', getOpenApi),
);

forDeployment('manageListTenants', 'GET', 'tenants', listTenants);
forDeployment('manageAddTenant', 'POST', 'tenants', addTenant);
forManager('manageGetTenant', 'GET', '', getTenant);
forOperator('manageChangeTenant', 'PATCH', '', changeTenant);
forDeployment('manageRemoveTenant', 'DELETE', 'tenants/{tenant}', removeTenant);

forOperator('manageListTokens', 'GET', '/tokens', listTokens);
forOperator('manageAddToken', 'POST', '/tokens', addToken);
forOperator('manageRevokeToken', 'DELETE', '/tokens/{id}', revokeToken);

forOperator('manageListClients', 'GET', '/clients', listClients);
forOperator('manageAddClient', 'POST', '/clients', addClient);
forOperator('manageRemoveClient', 'DELETE', '/clients/{id}', removeClient);
forOperator('manageAddClientSecret', 'POST', '/clients/{id}/secrets', addClientSecret);
forOperator('manageRevokeClientSecret', 'DELETE', '/clients/{id}/secrets/{secretId}', revokeClientSecret);

const federated = '/federatedCredentials';
forOperator('manageListFederatedCredentials', 'GET', federated, listFederatedCredentials);
forOperator('manageAddFederatedCredential', 'POST', federated, addFederatedCredential);
forOperator('manageRemoveFederatedCredential', 'DELETE', `${federated}/{id}`, removeFederatedCredential);

forManager('manageListUsers', 'GET', '/users', listUsers);
forManager('manageGetUser', 'GET', '/users/{id}', getUser);
forManager('manageDeleteUser', 'DELETE', '/users/{id}', deleteUser);
forManager('manageRevealSecrets', 'GET', '/users/{id}/secrets', revealSecrets);
forManager('manageReadLog', 'GET', '/log', readLog);
