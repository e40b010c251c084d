import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startEntraAuthority, type EntraAuthority } from '../../support/entraAuthority.ts';
import { rs256, seconds } from '../../support/jwts.ts';
import { managementToken, managerOf, startManaged } from '../../support/manage.ts';
import type { RunningService } from '../../support/service.ts';

// Operators who sign in by Microsoft Entra ID: real tokens, and a key server in the place of Entra's.

const directory = randomUUID();
const clientId = randomUUID();
const oid = randomUUID();
let authority: EntraAuthority;
let service: RunningService;

beforeAll(async () => {
  authority = await startEntraAuthority();
  service = await startManaged({
    SCIM_ENTRA_AUTHORITY: authority.url,
    SCIM_CONSOLE_ENTRA_TENANT: directory,
    SCIM_CONSOLE_CLIENT_ID: clientId,
    SCIM_CONSOLE: 'on',
  });
});
afterAll(async () => {
  await service.stop();
  await authority.close();
});

const person = {
  aud: clientId,
  azp: clientId,
  oid,
  name: 'Jane Doe',
  preferred_username: 'jane@contoso.example',
};
const tokenOf = (roles: unknown, more: object = {}) =>
  authority.assertion(directory, { ...person, roles, ...more });
const send = (token: string, ...[method, path, body]: [string, string, object?]) =>
  managerOf(service, token).send(method, path, body);

test('a page that has no token yet is told where to get one', async () => {
  const { body } = await managerOf(service, undefined).send('GET', '/signIn');
  expect(body).toEqual({
    version: expect.any(String) as string,
    singleSignOn: false,
    entra: { authority: authority.url, entraTenantId: directory, clientId, scope: `${clientId}/.default` },
  });
});

test('the console may call that Entra, and no other address', async () => {
  const page = await fetch(`${service.url}/console`);
  expect(page.headers.get('content-security-policy')).toContain(` connect-src 'self' ${authority.url};`);
});

describe('an app role is the role of the operator', () => {
  test.each([
    [['Console.Reader'], 'reader', 200, 403, 403],
    [['Console.Support'], 'support', 200, 200, 403],
    [['Console.Admin'], 'admin', 200, 200, 200],
    [['Other', 'Console.Support', 'Console.Reader'], 'support', 200, 200, 403],
  ])('%j is %s', async (roles, role, sees, people, changes) => {
    const token = tokenOf(roles);
    const exp = seconds(0);
    const { body } = await send(token, 'GET', '/me');
    expect(body).toMatchObject({ actor: { kind: 'entra', id: oid, label: 'Jane Doe' }, role, tenant: null });
    expect(Date.parse(body.expires as string) / 1_000).toBeGreaterThan(exp);
    const statuses = [
      await send(token, 'GET', '/tenants'),
      await send(token, 'GET', '/tenants/demo/users'),
      await send(token, 'PATCH', '/tenants/demo', { displayName: 'Demo' }),
    ].map(({ status }) => status);
    expect(statuses).toEqual([sees, people, changes]);
  });
});

test('what an operator does is in the audit log, by object id and name', async () => {
  await send(tokenOf(['Console.Admin']), 'PATCH', '/tenants/demo', { displayName: 'By Jane' });
  const { body } = await send(tokenOf(['Console.Reader']), 'GET', `/audit?actor=${oid}&count=1`);
  expect(body.entries).toMatchObject([
    { actor: { kind: 'entra', id: oid, label: 'Jane Doe' }, role: 'admin', action: 'tenant.change' },
  ]);
});

test.each([[[]], [undefined], [['Administrator']], ['Console.Admin']])(
  'who has signed in with the roles %j is told that there is none of them here',
  async (roles) => {
    const { status, body } = await send(tokenOf(roles), 'GET', '/tenants');
    expect([status, body.code]).toEqual([403, 'consoleRoleMissing']);
  },
);

describe('one and the same 401 is given to', () => {
  const roles = ['Console.Admin'];
  const wrong: Readonly<Record<string, () => string>> = {
    'another directory': () => authority.assertion(randomUUID(), { ...person, roles }),
    'another directory that says it is this one': () =>
      authority.assertion(randomUUID(), { ...person, roles, tid: directory }),
    'a token whose directory is not the one of its issuer': () => tokenOf(roles, { tid: randomUUID() }),
    'another application': () => tokenOf(roles, { aud: randomUUID() }),
    'several audiences': () => tokenOf(roles, { aud: [clientId, randomUUID()] }),
    'one that has ended': () => tokenOf(roles, { exp: seconds(-120) }),
    'one that does not end': () => tokenOf(roles, { exp: undefined }),
    'one of the future': () => tokenOf(roles, { nbf: seconds(600) }),
    'nobody: no object id': () => tokenOf(roles, { oid: undefined }),
    'an ID token, which names no client': () => tokenOf(roles, { azp: undefined }),
    'version 1': () => tokenOf(roles, { ver: '1.0' }),
    'another key': () => {
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
      return authority.assertion(directory, { ...person, roles }, { signer: rs256(privateKey) });
    },
    'an unknown key': () =>
      authority.assertion(directory, { ...person, roles }, { header: { kid: randomUUID() } }),
    'no signature': () =>
      authority.assertion(
        directory,
        { ...person, roles },
        { header: { alg: 'none' }, signer: () => Buffer.alloc(0) },
      ),
    "a token of Entra's provisioning service": () => authority.bearer(directory, { roles }),
  };

  test.each(Object.keys(wrong))('%s', async (what) => {
    const expected = await send('garbage', 'GET', '/tenants');
    const { status, text } = await send(wrong[what]?.() ?? '', 'GET', '/tenants');
    expect([status, text]).toEqual([401, expected.text]);
    expect((await send(wrong[what]?.() ?? '', 'GET', '/tenants/demo')).status).toBe(401);
  });
});

test('a management token works beside it', async () => {
  const { token } = await managementToken(service);
  expect((await send(token, 'GET', '/me')).body).toMatchObject({ actor: { kind: 'managementToken' } });
});

test('without the settings nobody signs in by Entra', async () => {
  const alone = await startManaged({ SCIM_ENTRA_AUTHORITY: authority.url });
  const manager = managerOf(alone, tokenOf(['Console.Admin']));
  expect((await manager.send('GET', '/tenants')).status).toBe(401);
  expect((await manager.send('GET', '/signIn')).body.entra).toBeNull();
  await alone.stop();
});

test("if Entra's keys can't be read, a genuine token is 503, and a management token works", async () => {
  const away = await startEntraAuthority();
  away.conduct(() => 'cut');
  const lonely = await startManaged({
    SCIM_ENTRA_AUTHORITY: away.url,
    SCIM_CONSOLE_ENTRA_TENANT: directory,
    SCIM_CONSOLE_CLIENT_ID: clientId,
  });
  const token = away.assertion(directory, { ...person, roles: ['Console.Admin'] });
  expect((await managerOf(lonely, token).send('GET', '/tenants')).status).toBe(503);
  const { token: own } = await managementToken(lonely);
  expect((await managerOf(lonely, own).send('GET', '/tenants')).status).toBe(200);
  await lonely.stop();
  await away.close();
});
