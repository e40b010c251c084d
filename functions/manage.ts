import type { Answer } from '../shared/api/endpoint.ts';
import { managementEndpoint } from '../shared/api/manage/endpoint.ts';
import type { Handlers } from '../shared/api/manage/handlers.ts';
import { getManagementOpenApi } from '../shared/api/openApi.ts';
import { managementServed } from '../shared/service.ts';
import { forDeployment, forTenant, serve, serveManagement, servePublic } from './register.ts';

/** A handler that is loaded when it is first called. */
function late<Call>(
  pick: (handlers: Handlers) => (call: Call) => Answer | Promise<Answer>,
): (call: Call) => Promise<Answer> {
  return async (call) => {
    const { handlers } = await import('../shared/api/manage/handlers.ts');
    return pick(handlers)(call);
  };
}

serveManagement(
  'manageGetOpenApi',
  'GET',
  'openapi.json',
  managementEndpoint('manageGetOpenApi', getManagementOpenApi),
);

serveManagement(
  'manageGetSignIn',
  'GET',
  'signIn',
  managementEndpoint(
    'manageGetSignIn',
    late(({ getSignIn }) => getSignIn),
  ),
);
serveManagement(
  'manageGetMe',
  'GET',
  'me',
  managementEndpoint(
    'manageGetMe',
    late(({ getMe }) => getMe),
  ),
);

forDeployment(
  'manageGetDeployment',
  'GET',
  'deployment',
  late(({ getDeployment }) => getDeployment),
);
forDeployment(
  'manageGetOverview',
  'GET',
  'overview',
  late(({ getOverview }) => getOverview),
);
forDeployment(
  'manageReadAudit',
  'GET',
  'audit',
  late(({ getAudit }) => getAudit),
);
forDeployment(
  'manageListManagementTokens',
  'GET',
  'managementTokens',
  late(({ getManagementTokens }) => getManagementTokens),
);
forDeployment(
  'manageAddManagementToken',
  'POST',
  'managementTokens',
  late(({ postManagementToken }) => postManagementToken),
);
forDeployment(
  'manageRevokeManagementToken',
  'DELETE',
  'managementTokens/{id}',
  late(({ deleteManagementToken }) => deleteManagementToken),
);

forDeployment(
  'manageListTenants',
  'GET',
  'tenants',
  late(({ getTenants }) => getTenants),
);
forDeployment(
  'manageAddTenant',
  'POST',
  'tenants',
  late(({ postTenant }) => postTenant),
);
forTenant(
  'manageGetTenant',
  'GET',
  '',
  late(({ getTenant }) => getTenant),
);
forTenant(
  'manageChangeTenant',
  'PATCH',
  '',
  late(({ patchTenant }) => patchTenant),
);
forDeployment(
  'manageRemoveTenant',
  'DELETE',
  'tenants/{tenant}',
  late(({ deleteTenant }) => deleteTenant),
);

forTenant(
  'manageEnableProvisioning',
  'POST',
  '/enable',
  late(({ postEnabling }) => postEnabling),
);
forTenant(
  'manageCheckTenant',
  'POST',
  '/check',
  late(({ postCheck }) => postCheck),
);
forTenant(
  'manageReadActivity',
  'GET',
  '/activity',
  late(({ getActivity }) => getActivity),
);

forTenant(
  'manageListTokens',
  'GET',
  '/tokens',
  late(({ getTokens }) => getTokens),
);
forTenant(
  'manageAddToken',
  'POST',
  '/tokens',
  late(({ postToken }) => postToken),
);
forTenant(
  'manageRevokeToken',
  'DELETE',
  '/tokens/{id}',
  late(({ deleteToken }) => deleteToken),
);

forTenant(
  'manageListClients',
  'GET',
  '/clients',
  late(({ getClients }) => getClients),
);
forTenant(
  'manageAddClient',
  'POST',
  '/clients',
  late(({ postClient }) => postClient),
);
forTenant(
  'manageRemoveClient',
  'DELETE',
  '/clients/{id}',
  late(({ deleteClient }) => deleteClient),
);
forTenant(
  'manageAddClientSecret',
  'POST',
  '/clients/{id}/secrets',
  late(({ postClientSecret }) => postClientSecret),
);
forTenant(
  'manageRevokeClientSecret',
  'DELETE',
  '/clients/{id}/secrets/{secretId}',
  late(({ deleteClientSecret }) => deleteClientSecret),
);

const federated = '/federatedCredentials';
forTenant(
  'manageListFederatedCredentials',
  'GET',
  federated,
  late(({ getFederatedCredentials }) => getFederatedCredentials),
);
forTenant(
  'manageAddFederatedCredential',
  'POST',
  federated,
  late(({ postFederatedCredential }) => postFederatedCredential),
);
forTenant(
  'manageRemoveFederatedCredential',
  'DELETE',
  `${federated}/{id}`,
  late(({ deleteFederatedCredential }) => deleteFederatedCredential),
);

forTenant(
  'manageListHandovers',
  'GET',
  '/handovers',
  late(({ getHandovers }) => getHandovers),
);
forTenant(
  'manageAddHandover',
  'POST',
  '/handovers',
  late(({ postHandover }) => postHandover),
);
forTenant(
  'manageRevokeHandover',
  'DELETE',
  '/handovers/{id}',
  late(({ deleteHandover }) => deleteHandover),
);
// Whoever has the link has nothing else; it is served with the API by which it is made.
if (managementServed()) {
  serve(
    'manageOpenHandover',
    'POST',
    'handover/{id}',
    managementEndpoint(
      'manageOpenHandover',
      late(({ postOpening }) => postOpening),
    ),
  );
  servePublic(
    'handoverPage',
    'GET',
    'handover/{id}',
    late(({ getHandoverPage }) => getHandoverPage),
  );
}

forTenant(
  'manageListUsers',
  'GET',
  '/users',
  late(({ getManagedUsers }) => getManagedUsers),
);
forTenant(
  'manageGetUser',
  'GET',
  '/users/{id}',
  late(({ getManagedUser }) => getManagedUser),
);
forTenant(
  'manageDeleteUser',
  'DELETE',
  '/users/{id}',
  late(({ deleteManagedUser }) => deleteManagedUser),
);
forTenant(
  'manageRevealSecrets',
  'GET',
  '/users/{id}/secrets',
  late(({ getSecrets }) => getSecrets),
);
forTenant(
  'manageRevealSecretsWithReason',
  'POST',
  '/users/{id}/secrets',
  late(({ postSecrets }) => postSecrets),
);
forTenant(
  'manageListGroups',
  'GET',
  '/groups',
  late(({ getManagedGroups }) => getManagedGroups),
);
forTenant(
  'manageGetGroup',
  'GET',
  '/groups/{id}',
  late(({ getManagedGroup }) => getManagedGroup),
);
forTenant(
  'manageDeleteGroup',
  'DELETE',
  '/groups/{id}',
  late(({ deleteManagedGroup }) => deleteManagedGroup),
);
forTenant(
  'manageReadLog',
  'GET',
  '/log',
  late(({ getLog }) => getLog),
);
