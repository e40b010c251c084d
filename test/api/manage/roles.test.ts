import { beforeAll, describe, expect, test } from 'vitest';
import { addManagementToken } from '../../../shared/tenants/deployment.ts';
import { type Scope, roles, type Role } from '../../../shared/tenants/credential.ts';
import type { Client } from '../../support/client.ts';
import { managerOf, sharedManagementToken, tenantToken } from '../../support/manage.ts';
import { operations } from '../../support/openApi.ts';
import { useTenant } from '../../support/useTenant.ts';

// Who may do what: each role at each operation of the document.

/** As it is meant: an operation that is not here fails the test. */
const forSupport = [
  'manageGetGroup',
  'manageGetUser',
  'manageListGroups',
  'manageListUsers',
  'manageReadLog',
  'manageRevealSecrets',
  'manageRevealSecretsWithReason',
];
const forReader = [
  'manageCheckTenant',
  'manageGetDeployment',
  'manageGetMe',
  'manageGetOverview',
  'manageGetTenant',
  'manageListClients',
  'manageListFederatedCredentials',
  'manageListHandovers',
  'manageListManagementTokens',
  'manageListTenants',
  'manageListTokens',
  'manageReadActivity',
  'manageReadAudit',
];

/** What a credential of the tenant with the scope `management` may do with its own tenant. */
const forTenant = [
  ...forSupport,
  'manageCheckTenant',
  'manageDeleteGroup',
  'manageDeleteUser',
  'manageGetMe',
  'manageGetTenant',
  'manageReadActivity',
];

const tenant = await useTenant();
const managers = {} as Record<Role, Client>;
const ids = {} as Record<Role, string>;
const guarded = operations.filter(({ operation }) => operation.security === undefined);
const all = guarded.map(({ operation }) => operation.operationId);

beforeAll(async () => {
  for (const role of roles) {
    const { id, token } = await tokenOf(role);
    managers[role] = managerOf(tenant.service, token);
    ids[role] = id;
  }
});

/** Files share the service, and its admin. */
async function tokenOf(role: Role): ReturnType<typeof sharedManagementToken> {
  if (role === 'admin') return sharedManagementToken(tenant.service);
  const wish = { label: 'Test', role, expires: undefined };
  const { token, record } = await addManagementToken(tenant.tenants, wish, 'none');
  return { id: record.id, token };
}

const allowed = (role: Role, operation: string): boolean =>
  role === 'admin' || forReader.includes(operation) || (role === 'support' && forSupport.includes(operation));

/** Calls an operation on the tenant: with a body that is wrong, and ids that nothing has, so that what is allowed changes nothing. */
async function call(client: Client, { method, path }: (typeof guarded)[number], query = '') {
  const called = path
    .replace('/manage', '')
    .replace('{tenant}', tenant.name)
    .replaceAll(/\{\w+\}/g, 'x');
  const body = ['POST', 'PATCH'].includes(method) ? { x: 1 } : undefined;
  const { status, body: answer } = await client.send(method, called + query, body);
  return [status, answer.code] as const;
}

const each = guarded.map((operation) => [operation.operation.operationId, operation] as const);

describe.each(roles)('the role %s', (role) => {
  test.each(each)('%s', async (name, operation) => {
    const [status, code] = await call(managers[role], operation);
    if (allowed(role, name)) expect([200, 400, 404]).toContain(status);
    else expect([status, code]).toEqual([403, 'roleInsufficient']);
  });

  test('is told who it is and what it may do', async () => {
    const { body } = await managers[role].send('GET', '/me');
    expect(body).toEqual({
      actor: { kind: 'managementToken', id: ids[role], label: 'Test' },
      role,
      tenant: null,
      expires: null,
      may: expect.any(Array) as unknown,
    });
    expect((body.may as string[]).toSorted()).toEqual(all.filter((name) => allowed(role, name)).toSorted());
  });
});

describe("a tenant's own credential of the scope", () => {
  const refusals = ['401 managementTokenInvalid', '403 managementTokenRequired', '403 scopeInsufficient'];
  const clients = {} as Record<Scope, Client>;
  beforeAll(async () => {
    for (const scope of ['management', 'provisioning'] as const)
      clients[scope] = managerOf(tenant.service, await tenantToken(tenant.service, tenant.name, scope));
  });

  test.each(each)('management: %s', async (name, operation) => {
    const query = name === 'manageGetMe' ? `?tenant=${tenant.name}` : '';
    const [status, code] = await call(clients.management, operation, query);
    if (forTenant.includes(name)) expect([200, 400, 404]).toContain(status);
    else expect(refusals).toContain(`${status} ${String(code)}`);
  });

  test.each(each)('provisioning: %s', async (name, operation) => {
    const query = name === 'manageGetMe' ? `?tenant=${tenant.name}` : '';
    expect(refusals).toContain((await call(clients.provisioning, operation, query)).join(' '));
  });
});

test("what is the tenant's own is described so", () => {
  const sentence = 'A credential of the tenant with the scope `management` may do this';
  const described = guarded.filter(({ operation }) => operation.description?.includes(sentence));
  expect(described.map(({ operation }) => operation.operationId).toSorted()).toEqual(forTenant.toSorted());
});

test("a tenant's own credential is told so where it names its tenant, and is nobody elsewhere", async () => {
  const own = managerOf(tenant.service, await tenantToken(tenant.service, tenant.name, 'management'));
  const { body } = await own.send('GET', `/me?tenant=${tenant.name}`);
  expect(body).toMatchObject({ actor: { kind: 'tenantCredential' }, tenant: tenant.name });
  expect(body).not.toHaveProperty('role');
  expect(body.may).toContain('manageRevealSecrets');
  expect(body.may).not.toContain('manageListTenants');
  for (const query of ['', '?tenant=nobody', '?tenant=No%20Name'])
    expect((await own.send('GET', `/me${query}`)).status, query).toBe(401);
});
