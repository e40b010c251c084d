import { afterEach, describe, expect, test, vi } from 'vitest';
import { readAudit } from '../../../shared/operators/readAudit.ts';
import { patch } from '../../support/people.ts';
import { TestBrowser } from '../../support/testBrowser.ts';
import { signInAs, useSignIn, type SignInTenantSetup } from '../../support/useSignIn.ts';

const setup = await useSignIn();
const { host } = setup.service;
const tenant = await setup.tenant();
const other = await setup.tenant();
const administrator = { roles: [{ value: 'administrator', primary: true }] };
const sameOrigin = { 'sec-fetch-site': 'same-origin' };

afterEach(() => {
  vi.useRealTimers();
});

/** Somebody who has signed in, and what `/manage` answers them. */
async function admin(more: object = administrator, of: SignInTenantSetup = tenant) {
  const somebody = await of.provision({ ...more });
  const { browser } = await signInAs(setup, of.url, somebody);
  const call = async (method: string, path: string, headers: Readonly<Record<string, string>> = {}) => {
    const { status, text } = await browser.send(method, `${host.url}/manage${path}`, headers);
    return { status, body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> };
  };
  return { somebody, browser, call };
}

describe('an administrator of a tenant who has signed in', () => {
  test('is told who they are, and what they may do', async () => {
    const { somebody, call } = await admin();
    const { status, body } = await call('GET', '/me');
    expect([status, body]).toEqual([
      200,
      {
        actor: { kind: 'user', id: somebody.id, label: somebody.userName },
        tenant: tenant.name,
        expires: expect.stringMatching(/Z$/) as string,
        may: expect.arrayContaining(['manageGetTenant', 'manageListUsers', 'manageDeleteUser']) as string[],
      },
    ]);
    expect(body.may).not.toContain('manageListTenants');
    expect((await call('GET', `/me?tenant=${tenant.name}`)).status).toBe(200);
    expect((await call('GET', `/me?tenant=${other.name}`)).status).toBe(401);
  });

  test('reaches exactly that tenant', async () => {
    const { call } = await admin();
    expect((await call('GET', `/tenants/${tenant.name}`)).status).toBe(200);
    expect((await call('GET', `/tenants/${tenant.name}/users`)).status).toBe(200);
    expect((await call('GET', `/tenants/${other.name}`)).status).toBe(401);
    expect((await call('GET', '/tenants/nobody')).status).toBe(401);
    expect((await call('GET', '/tenants')).status).toBe(403);
    expect((await call('GET', `/tenants/${tenant.name}/tokens`)).status).toBe(403);
    expect((await call('PATCH', `/tenants/${tenant.name}`, sameOrigin)).status).toBe(403);
  });

  test('is a person, and says why they see a PIN', async () => {
    const { call } = await admin();
    const { id } = await tenant.provision();
    // A link of another site leads here with the session, too.
    const { status, body } = await call('GET', `/tenants/${tenant.name}/users/${id}/secrets`, {
      'sec-fetch-site': 'cross-site',
    });
    expect([status, body.code]).toEqual([400, 'reasonMissing']);
    const { body: log } = await tenant.scim.send('GET', `/provisioningLog?user=${id}&action=reveal`);
    expect(log.Resources).toEqual([]);
  });

  test('is in the audit log and in the provisioning log by their name', async () => {
    const { somebody, call } = await admin();
    const { id } = await tenant.provision();
    expect((await call('DELETE', `/tenants/${tenant.name}/users/${id}`, sameOrigin)).status).toBe(204);
    const actor = { kind: 'user', id: somebody.id, label: somebody.userName };
    const signal = AbortSignal.timeout(10_000);
    const all = { from: undefined, to: undefined, actor: undefined, outcome: undefined, after: undefined };
    const query = { ...all, tenant: tenant.name, actions: ['user.delete'] as const, count: 5 };
    const { entries } = await readAudit(setup.tenants, query, signal);
    expect(entries[0]).toMatchObject({ action: 'user.delete', actor, tenant: tenant.name, target: id });
    const { body } = await tenant.scim.send('GET', `/provisioningLog?user=${id}&action=delete`);
    expect(body.Resources[0]?.actor).toMatchObject({
      credential: { id: somebody.id, label: somebody.userName },
    });
  });

  test('is none within 30 seconds after SCIM has taken the role away, or disabled them', async () => {
    for (const [path, value, status] of [
      ['roles', [], 403],
      ['active', false, 401],
    ] as const) {
      const { somebody, call } = await admin();
      await tenant.scim.send('PATCH', `/Users/${somebody.id}`, patch({ op: 'replace', path, value }));
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 31_000 });
      expect([path, (await call('GET', '/me')).status]).toEqual([path, status]);
      vi.useRealTimers();
    }
  });
});

test.each([[[]], [[{ value: 'Administrator' }]], [[{ value: 'user', display: 'administrator' }]]])(
  'somebody with the roles %j is no administrator',
  async (roles) => {
    const { call } = await admin({ roles });
    const { status, body } = await call('GET', `/tenants/${tenant.name}`);
    expect([status, body.code]).toEqual([403, 'notAdministrator']);
  },
);

describe('what the page of another site may have sent with the session', () => {
  test.each([
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site', 'x-requested-with': 'x' },
    { 'sec-fetch-site': 'none' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
    {},
  ])('is refused: %j', async (headers) => {
    const { call } = await admin();
    const { id } = await tenant.provision();
    const { status, body } = await call('DELETE', `/tenants/${tenant.name}/users/${id}`, headers);
    expect([status, body.code]).toEqual([403, 'crossSiteRefused']);
    expect((await tenant.scim.send('GET', `/Users/${id}`)).status).toBe(200);
  });

  test.each([sameOrigin, { origin: host.url }, { 'x-requested-with': 'console' }])(
    'is not: %j',
    async (headers) => {
      const { call } = await admin();
      const { id } = await tenant.provision();
      expect((await call('DELETE', `/tenants/${tenant.name}/users/${id}`, headers)).status).toBe(204);
    },
  );
});

test('a wrong token is not made good by a session', async () => {
  const { call } = await admin();
  expect((await call('GET', `/tenants/${tenant.name}`, { authorization: 'Bearer x' })).status).toBe(401);
});

test('without single sign-on a session reaches nothing', async () => {
  const { browser } = await admin();
  const off = await setup.anotherInstance({ SCIM_SINGLE_SIGN_ON: 'off' });
  expect((await browser.get(`${off.host.url}/manage/tenants/${tenant.name}`)).status).toBe(401);
});

test('the console is told whether there is single sign-on', async () => {
  const { text } = await new TestBrowser().get(`${host.url}/manage/signIn`);
  expect(JSON.parse(text)).toMatchObject({ singleSignOn: true });
});
