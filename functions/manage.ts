import {
  postClient,
  postClientSecret,
  getClients,
  deleteClient,
  deleteClientSecret,
  postFederatedCredential,
  getFederatedCredentials,
  deleteFederatedCredential,
  postToken,
  getTokens,
  deleteToken,
} from '../shared/api/manage/credentials.ts';
import { managementEndpoint } from '../shared/api/manage/endpoint.ts';
import {
  getLog,
  getSecrets,
  deleteManagedUser,
  getManagedUser,
  getManagedUsers,
} from '../shared/api/manage/users.ts';
import { getManagementOpenApi } from '../shared/api/openApi.ts';
import {
  deleteTenant,
  patchTenant,
  getTenant,
  postTenant,
  getTenants,
} from '../shared/api/manage/tenants.ts';
import { forDeployment, forManager, forOperator, serveManagement } from './register.ts';

serveManagement(
  'manageGetOpenApi',
  'GET',
  'openapi.json',
  managementEndpoint('manageGetOpenApi', getManagementOpenApi),
);

forDeployment('manageListTenants', 'GET', 'tenants', getTenants);
forDeployment('manageAddTenant', 'POST', 'tenants', postTenant);
forManager('manageGetTenant', 'GET', '', getTenant);
forOperator('manageChangeTenant', 'PATCH', '', patchTenant);
forDeployment('manageRemoveTenant', 'DELETE', 'tenants/{tenant}', deleteTenant);

forOperator('manageListTokens', 'GET', '/tokens', getTokens);
forOperator('manageAddToken', 'POST', '/tokens', postToken);
forOperator('manageRevokeToken', 'DELETE', '/tokens/{id}', deleteToken);

forOperator('manageListClients', 'GET', '/clients', getClients);
forOperator('manageAddClient', 'POST', '/clients', postClient);
forOperator('manageRemoveClient', 'DELETE', '/clients/{id}', deleteClient);
forOperator('manageAddClientSecret', 'POST', '/clients/{id}/secrets', postClientSecret);
forOperator('manageRevokeClientSecret', 'DELETE', '/clients/{id}/secrets/{secretId}', deleteClientSecret);

const federated = '/federatedCredentials';
forOperator('manageListFederatedCredentials', 'GET', federated, getFederatedCredentials);
forOperator('manageAddFederatedCredential', 'POST', federated, postFederatedCredential);
forOperator('manageRemoveFederatedCredential', 'DELETE', `${federated}/{id}`, deleteFederatedCredential);

forManager('manageListUsers', 'GET', '/users', getManagedUsers);
forManager('manageGetUser', 'GET', '/users/{id}', getManagedUser);
forManager('manageDeleteUser', 'DELETE', '/users/{id}', deleteManagedUser);
forManager('manageRevealSecrets', 'GET', '/users/{id}/secrets', getSecrets);
forManager('manageReadLog', 'GET', '/log', getLog);
