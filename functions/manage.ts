import { getAudit } from '../shared/api/manage/audit.ts';
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
import { deleteManagedGroup, getManagedGroup, getManagedGroups } from '../shared/api/manage/groups.ts';
import {
  deleteManagementToken,
  getManagementTokens,
  postManagementToken,
} from '../shared/api/manage/managementTokens.ts';
import { getTenants } from '../shared/api/manage/tenantList.ts';
import { getOverview } from '../shared/api/manage/overview.ts';
import { postCheck } from '../shared/api/manage/check.ts';
import { getDeployment } from '../shared/api/manage/deployment.ts';
import { postEnabling } from '../shared/api/manage/enable.ts';
import { getActivity } from '../shared/api/manage/activity.ts';
import { deleteHandover, getHandovers, postHandover, postOpening } from '../shared/api/manage/handovers.ts';
import { getHandoverPage } from '../shared/api/manage/handoverPage.ts';
import { getSignIn, getMe } from '../shared/api/manage/me.ts';
import {
  getLog,
  getSecrets,
  postSecrets,
  deleteManagedUser,
  getManagedUser,
  getManagedUsers,
} from '../shared/api/manage/users.ts';
import { getManagementOpenApi } from '../shared/api/openApi.ts';
import { deleteTenant, patchTenant, getTenant, postTenant } from '../shared/api/manage/tenants.ts';
import { forDeployment, forTenant, serve, serveManagement, servePublic } from './register.ts';
import { managementServed } from '../shared/service.ts';

serveManagement(
  'manageGetOpenApi',
  'GET',
  'openapi.json',
  managementEndpoint('manageGetOpenApi', getManagementOpenApi),
);

serveManagement('manageGetSignIn', 'GET', 'signIn', managementEndpoint('manageGetSignIn', getSignIn));
serveManagement('manageGetMe', 'GET', 'me', managementEndpoint('manageGetMe', getMe));

forDeployment('manageGetDeployment', 'GET', 'deployment', getDeployment);
forDeployment('manageGetOverview', 'GET', 'overview', getOverview);
forDeployment('manageReadAudit', 'GET', 'audit', getAudit);
forDeployment('manageListManagementTokens', 'GET', 'managementTokens', getManagementTokens);
forDeployment('manageAddManagementToken', 'POST', 'managementTokens', postManagementToken);
forDeployment('manageRevokeManagementToken', 'DELETE', 'managementTokens/{id}', deleteManagementToken);

forDeployment('manageListTenants', 'GET', 'tenants', getTenants);
forDeployment('manageAddTenant', 'POST', 'tenants', postTenant);
forTenant('manageGetTenant', 'GET', '', getTenant);
forTenant('manageChangeTenant', 'PATCH', '', patchTenant);
forDeployment('manageRemoveTenant', 'DELETE', 'tenants/{tenant}', deleteTenant);

forTenant('manageEnableProvisioning', 'POST', '/enable', postEnabling);
forTenant('manageCheckTenant', 'POST', '/check', postCheck);
forTenant('manageReadActivity', 'GET', '/activity', getActivity);

forTenant('manageListTokens', 'GET', '/tokens', getTokens);
forTenant('manageAddToken', 'POST', '/tokens', postToken);
forTenant('manageRevokeToken', 'DELETE', '/tokens/{id}', deleteToken);

forTenant('manageListClients', 'GET', '/clients', getClients);
forTenant('manageAddClient', 'POST', '/clients', postClient);
forTenant('manageRemoveClient', 'DELETE', '/clients/{id}', deleteClient);
forTenant('manageAddClientSecret', 'POST', '/clients/{id}/secrets', postClientSecret);
forTenant('manageRevokeClientSecret', 'DELETE', '/clients/{id}/secrets/{secretId}', deleteClientSecret);

const federated = '/federatedCredentials';
forTenant('manageListFederatedCredentials', 'GET', federated, getFederatedCredentials);
forTenant('manageAddFederatedCredential', 'POST', federated, postFederatedCredential);
forTenant('manageRemoveFederatedCredential', 'DELETE', `${federated}/{id}`, deleteFederatedCredential);

forTenant('manageListHandovers', 'GET', '/handovers', getHandovers);
forTenant('manageAddHandover', 'POST', '/handovers', postHandover);
forTenant('manageRevokeHandover', 'DELETE', '/handovers/{id}', deleteHandover);
// The holder of a link has no token. The page is served with the API that makes the link.
if (managementServed()) {
  serve('manageOpenHandover', 'POST', 'handover/{id}', managementEndpoint('manageOpenHandover', postOpening));
  servePublic('handoverPage', 'GET', 'handover/{id}', getHandoverPage);
}

forTenant('manageListUsers', 'GET', '/users', getManagedUsers);
forTenant('manageGetUser', 'GET', '/users/{id}', getManagedUser);
forTenant('manageDeleteUser', 'DELETE', '/users/{id}', deleteManagedUser);
forTenant('manageRevealSecrets', 'GET', '/users/{id}/secrets', getSecrets);
forTenant('manageRevealSecretsWithReason', 'POST', '/users/{id}/secrets', postSecrets);
forTenant('manageListGroups', 'GET', '/groups', getManagedGroups);
forTenant('manageGetGroup', 'GET', '/groups/{id}', getManagedGroup);
forTenant('manageDeleteGroup', 'DELETE', '/groups/{id}', deleteManagedGroup);
forTenant('manageReadLog', 'GET', '/log', getLog);
