/** The functions that the built bundle registers. Azure, OpenAPI and dashboards know them by these names. */
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { createFunctionsCore } from '../../cli/host/functionsCore.ts';
import { loadBundle } from '../../cli/host/loadBundle.ts';

/** None is for TRACE or CONNECT, of which the host makes 500 and stack traces. */
const everyMethod = 'GET HEAD POST PUT PATCH DELETE OPTIONS';

/** Name, methods and route, or name and schedule. */
const scim = [
  'bulk | POST | scim/{tenant}/Bulk',
  'createGroup | POST | scim/{tenant}/Groups',
  'createUser | POST | scim/{tenant}/Users',
  'deleteGroup | DELETE | scim/{tenant}/Groups/{id}',
  'deleteUser | DELETE | scim/{tenant}/Users/{id}',
  'getGroup | HEAD GET | scim/{tenant}/Groups/{id}',
  'getOpenApi | HEAD GET | openapi.json',
  'getResourceType | HEAD GET | scim/{tenant}/ResourceTypes/{id}',
  'getSchema | HEAD GET | scim/{tenant}/Schemas/{id}',
  'getUser | HEAD GET | scim/{tenant}/Users/{id}',
  'health | HEAD GET | health',
  'healthLive | HEAD GET | health/live',
  'healthReady | HEAD GET | health/ready',
  'issueToken | POST | scim/{tenant}/oauth2/token',
  'jwks | HEAD GET | scim/{tenant}/oauth2/jwks',
  'listGroups | HEAD GET | scim/{tenant}/Groups',
  'listResourceTypes | HEAD GET | scim/{tenant}/ResourceTypes',
  'listSchemas | HEAD GET | scim/{tenant}/Schemas',
  'listUsers | HEAD GET | scim/{tenant}/Users',
  'maintenance | 0 17 * * * *',
  'me | HEAD GET POST PUT PATCH DELETE | scim/{tenant}/Me',
  'patchGroup | PATCH | scim/{tenant}/Groups/{id}',
  'patchUser | PATCH | scim/{tenant}/Users/{id}',
  'provisioningLog | HEAD GET | scim/{tenant}/provisioningLog',
  'replaceGroup | PUT | scim/{tenant}/Groups/{id}',
  'replaceUser | PUT | scim/{tenant}/Users/{id}',
  'search | POST | scim/{tenant}/.search',
  'searchGroups | POST | scim/{tenant}/Groups/.search',
  'searchUsers | POST | scim/{tenant}/Users/.search',
  'serviceProviderConfig | HEAD GET | scim/{tenant}/ServiceProviderConfig',
  `zzNotFound | ${everyMethod} | {*path}`,
];

const manage = [
  'manageAddClient | POST | manage/tenants/{tenant}/clients',
  'manageAddClientSecret | POST | manage/tenants/{tenant}/clients/{id}/secrets',
  'manageAddFederatedCredential | POST | manage/tenants/{tenant}/federatedCredentials',
  'handoverPage | HEAD GET | handover/{id}',
  'manageAddHandover | POST | manage/tenants/{tenant}/handovers',
  'manageAddManagementToken | POST | manage/managementTokens',
  'manageAddTenant | POST | manage/tenants',
  'manageAddToken | POST | manage/tenants/{tenant}/tokens',
  'manageChangeTenant | PATCH | manage/tenants/{tenant}',
  'manageCheckTenant | POST | manage/tenants/{tenant}/check',
  'manageDeleteGroup | DELETE | manage/tenants/{tenant}/groups/{id}',
  'manageDeleteUser | DELETE | manage/tenants/{tenant}/users/{id}',
  'manageEnableProvisioning | POST | manage/tenants/{tenant}/enable',
  'manageGetDeployment | HEAD GET | manage/deployment',
  'manageGetGroup | HEAD GET | manage/tenants/{tenant}/groups/{id}',
  'manageGetMe | HEAD GET | manage/me',
  'manageGetOpenApi | HEAD GET | manage/openapi.json',
  'manageGetTenant | HEAD GET | manage/tenants/{tenant}',
  'manageGetUser | HEAD GET | manage/tenants/{tenant}/users/{id}',
  'manageGetOverview | HEAD GET | manage/overview',
  'manageGetSignIn | HEAD GET | manage/signIn',
  'manageListClients | HEAD GET | manage/tenants/{tenant}/clients',
  'manageListFederatedCredentials | HEAD GET | manage/tenants/{tenant}/federatedCredentials',
  'manageListGroups | HEAD GET | manage/tenants/{tenant}/groups',
  'manageListHandovers | HEAD GET | manage/tenants/{tenant}/handovers',
  'manageListManagementTokens | HEAD GET | manage/managementTokens',
  'manageListTenants | HEAD GET | manage/tenants',
  'manageListTokens | HEAD GET | manage/tenants/{tenant}/tokens',
  'manageListUsers | HEAD GET | manage/tenants/{tenant}/users',
  'manageReadLog | HEAD GET | manage/tenants/{tenant}/log',
  'manageOpenHandover | POST | handover/{id}',
  'manageReadActivity | HEAD GET | manage/tenants/{tenant}/activity',
  'manageReadAudit | HEAD GET | manage/audit',
  'manageRemoveClient | DELETE | manage/tenants/{tenant}/clients/{id}',
  'manageRemoveFederatedCredential | DELETE | manage/tenants/{tenant}/federatedCredentials/{id}',
  'manageRemoveTenant | DELETE | manage/tenants/{tenant}',
  'manageRevealSecrets | HEAD GET | manage/tenants/{tenant}/users/{id}/secrets',
  'manageRevealSecretsWithReason | POST | manage/tenants/{tenant}/users/{id}/secrets',
  'manageRevokeClientSecret | DELETE | manage/tenants/{tenant}/clients/{id}/secrets/{secretId}',
  'manageRevokeHandover | DELETE | manage/tenants/{tenant}/handovers/{id}',
  'manageRevokeManagementToken | DELETE | manage/managementTokens/{id}',
  'manageRevokeToken | DELETE | manage/tenants/{tenant}/tokens/{id}',
  `manageZzNotFound | ${everyMethod} | manage/{*path}`,
];

const console = ['consoleFile | HEAD GET | console/files/{name}', 'consolePage | HEAD GET | console/{*path}'];

const singleSignOn = [
  'ssoAnswer | POST | sso/{tenant}/wsfed',
  'ssoLogin | HEAD GET | sso/{tenant}/login',
  'ssoLogout | POST | sso/{tenant}/logout',
  'ssoLogoutPage | HEAD GET | sso/{tenant}/logout',
  'ssoMe | HEAD GET | sso/{tenant}/me',
  'ssoMetadata | HEAD GET | sso/{tenant}/metadata',
  'ssoPage | HEAD GET | sso/{tenant}',
  'ssoReturn | HEAD GET | sso/{tenant}/wsfed',
  'ssoToken | POST | sso/{tenant}/token',
];

afterEach(() => {
  vi.unstubAllEnvs();
});

type Part = 'SCIM_MANAGEMENT_API' | 'SCIM_CONSOLE' | 'SCIM_SINGLE_SIGN_ON';

/** A line for each function, in the order of their names, in which the host tries them. @param on settings that are on. */
async function registered(...on: readonly Part[]): Promise<readonly string[]> {
  for (const name of ['SCIM_MANAGEMENT_API', 'SCIM_CONSOLE', 'SCIM_SINGLE_SIGN_ON'] as const)
    vi.stubEnv(name, on.includes(name) ? 'on' : 'off');
  const core = createFunctionsCore(() => undefined);
  await loadBundle(join(import.meta.dirname, '../../dist/functions.cjs'), core.api);
  return core
    .functions()
    .map(({ metadata: { name }, trigger: { methods, route, schedule } }) =>
      [name, methods?.join(' '), route, schedule].filter((part) => part !== undefined).join(' | '),
    )
    .toSorted();
}

test('all functions of SCIM have their names, methods and routes', async () => {
  expect(await registered()).toEqual(scim);
});

test('the management API adds its functions to them', async () => {
  expect(await registered('SCIM_MANAGEMENT_API')).toEqual([...scim, ...manage].toSorted());
});

test('the web console adds its own', async () => {
  const all = [...scim, ...manage, ...console].toSorted();
  expect(await registered('SCIM_MANAGEMENT_API', 'SCIM_CONSOLE')).toEqual(all);
});

test('single sign-on adds its own', async () => {
  expect(await registered('SCIM_SINGLE_SIGN_ON')).toEqual([...scim, ...singleSignOn].toSorted());
});
