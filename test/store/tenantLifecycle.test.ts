import { beforeEach, describe, expect, test } from 'vitest';
import { findSecret, looksLikeSecretToken } from '../../shared/tenants/credential.ts';
import type { Table } from '../../shared/store/tables.ts';
import { ScimError } from '../../shared/scim/error.ts';
import { addClient } from '../../shared/tenants/clients.ts';
import { noteUse } from '../../shared/tenants/lastUsed.ts';
import {
  addTenant,
  disableTenant,
  enableProvisioning,
  ensureTenant,
  setTenant,
} from '../../shared/tenants/lifecycle.ts';
import type { TenantInput } from '../../shared/tenants/tenantInput.ts';
import { addSecretToken, type TokenInput } from '../../shared/tenants/secretTokens.ts';
import { defaultSettings, type Tenant } from '../../shared/tenants/tenant.ts';
import { writeTenant } from '../../shared/tenants/tenantStore.ts';
import { loseOnce } from '../support/storageProxy.ts';
import {
  anyToken,
  created,
  madeTenant,
  rotatedToken,
  useTenantsTable,
  tenantOf,
} from '../support/tenants.ts';

const tables = await useTenantsTable();
let serial = 0;
let name: string;

beforeEach(() => {
  name = `tenant-${(serial += 1)}`;
  tables.proxy.forget();
});

const enable = (wish: TenantInput = {}) => ensureTenant(tables.table, name, wish, anyToken);
const set = (wish: Parameters<typeof setTenant>[2]) => setTenant(tables.table, name, wish);
const stored = async (): Promise<Tenant> => {
  const tenant = await tables.stored(name);
  if (tenant === undefined) throw new Error('There is no tenant.');
  return tenant;
};
const isValid = async (token: string | undefined) =>
  findSecret((await stored()).secretTokens, token ?? '') !== undefined;

/** A tenant whose removal has begun. */
async function storeRemoving(): Promise<void> {
  const removing = { ...tenantOf(name), removing: '2026-02-01T00:00:00.000Z' };
  await writeTenant(tables.table, removing, undefined, new AbortController().signal);
}

/** Runs `first` just before the write that comes through the proxy. */
function overtaking(first: () => Promise<unknown>): void {
  let done = false;
  tables.proxy.treat(async ({ method }) => {
    if (method === 'PUT' && !done) {
      done = true;
      await first();
    }
    return 'pass' as const;
  });
}

describe.each([
  ['addTenant', addTenant],
  ['ensureTenant', ensureTenant],
])('%s', (_, make) => {
  test('makes a tenant with a token, of which only the hash is stored', async () => {
    const { tenant, token = '' } = await make(tables.table, name, {}, anyToken);
    expect(looksLikeSecretToken(token)).toBe(true);
    expect(await stored()).toEqual(tenant);
    expect(tenant).toMatchObject({
      name,
      identityProvider: {
        displayName: name,
        providerType: 'WS-Federation',
        wsFederationType: 'Entra ID',
        provisioning: { enabled: true, since: tenant.created },
        settings: defaultSettings,
      },
      secretTokens: [{ label: 'Test', scope: 'provisioning', created: tenant.created }],
      clients: [],
      federatedCredentials: [],
    });
    expect(tenant.secretTokens).toHaveLength(1);
    expect(await isValid(token)).toBe(true);
    const row = await tables.row(name);
    expect(row.format).toBe(2);
    expect(JSON.stringify(row)).not.toContain(token.slice(7));
  });

  test('makes it as it was wished, with the token that was wished', async () => {
    const expires = '2030-01-01T00:00:00.000Z';
    const wish = { displayName: 'Contoso AG', settings: { externalIdRequired: false, logRetentionDays: 7 } };
    const { tenant } = await make(tables.table, name, wish, {
      label: 'Reports',
      scope: 'read-only',
      expires,
    });
    expect(tenant.identityProvider.displayName).toBe('Contoso AG');
    expect(tenant.identityProvider.settings).toEqual({
      ...defaultSettings,
      externalIdRequired: false,
      logRetentionDays: 7,
    });
    expect(tenant.secretTokens).toMatchObject([{ label: 'Reports', scope: 'read-only', expires }]);
    expect(await stored()).toEqual(tenant);
  });

  test.each([
    '',
    'A',
    'Demo',
    '-a',
    'a-',
    'a_b',
    'a.b',
    'a/b',
    'a b',
    'ä',
    "a'b",
    'a'.repeat(64),
    'a\n',
    '..',
    '__proto__',
  ])('refuses the name %j with a sentence', async (wrong) => {
    const refused = make(tables.watched, wrong, {}, anyToken);
    await expect(refused).rejects.toThrow(ScimError);
    await expect(refused).rejects.toThrow(/lower-case/);
    await expect(refused).rejects.toMatchObject({ status: 400 });
    expect(tables.proxy.calls).toEqual([]);
  });

  test('where the answer to its write is lost the token is given all the same', async () => {
    tables.proxy.treat(loseOnce(({ method }) => method === 'POST'));
    const { token } = await make(tables.watched, name, {}, anyToken);
    expect(token).toBeDefined();
    expect(await isValid(token)).toBe(true);
  });

  test('one whose removal has begun is to be removed to the end first', async () => {
    await storeRemoving();
    const before = await tables.row(name);
    await expect(make(tables.table, name, {}, anyToken)).rejects.toMatchObject({ status: 409 });
    expect(await tables.row(name)).toEqual(before);
  });

  test('of many at once one gets a token, and it is the valid one', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 6 }, () => make(tables.table, name, {}, anyToken)),
    );
    const tokens = results.flatMap((result) =>
      result.status === 'fulfilled' && result.value.token !== undefined ? [result.value.token] : [],
    );
    expect(tokens).toHaveLength(1);
    expect(await isValid(tokens[0])).toBe(true);
  });
});

describe('addTenant', () => {
  test('refuses a name that is taken, and changes nothing', async () => {
    const token = await madeTenant(tables.table, name);
    const before = await tables.row(name);
    const again = addTenant(tables.table, name, { displayName: 'Other' }, anyToken);
    await expect(again).rejects.toThrow(ScimError);
    await expect(again).rejects.toMatchObject({
      status: 409,
      message: expect.stringContaining(name) as string,
    });
    expect(await tables.row(name)).toEqual(before);
    expect(await isValid(token)).toBe(true);
  });
});

describe('ensureTenant', () => {
  test('a repeat gives no token and changes nothing', async () => {
    const { tenant, token } = await enable();
    const row = await tables.row(name);
    expect(await enable()).toEqual({ tenant, token: undefined });
    expect(await enable({ displayName: name, settings: { externalIdRequired: true } })).toEqual({
      tenant,
      token: undefined,
    });
    expect(await tables.row(name)).toEqual(row);
    expect(await isValid(token)).toBe(true);
  });

  test.each([true, false])('a new tenant is made with externalId required: %j', async (required) => {
    await enable({ settings: { externalIdRequired: required } });
    expect((await stored()).identityProvider.settings.externalIdRequired).toBe(required);
  });

  test('whether externalId is required can change later, and the token stays', async () => {
    const required = async () => (await stored()).identityProvider.settings.externalIdRequired;
    const { token } = await enable();
    const changed = await enable({ settings: { externalIdRequired: false } });
    expect(changed.token).toBeUndefined();
    expect(await stored()).toEqual(changed.tenant);
    expect(await required()).toBe(false);
    await enable();
    expect(await required()).toBe(false);
    await enable({ settings: { externalIdRequired: true } });
    expect(await required()).toBe(true);
    expect(await isValid(token)).toBe(true);
  });

  test('one that was disabled lets in again, with the token that it had', async () => {
    const { token } = await enable();
    await disableTenant(tables.table, name);
    const again = await enable();
    expect(again.token).toBeUndefined();
    expect((await stored()).identityProvider.provisioning.enabled).toBe(true);
    expect(await isValid(token)).toBe(true);
  });

  test('another change that came first is not undone', async () => {
    await enable();
    let rotated = '';
    overtaking(async () => (rotated = await rotatedToken(tables.table, name, 'oldest')));
    await ensureTenant(tables.watched, name, { settings: { externalIdRequired: false } }, anyToken);
    expect((await stored()).identityProvider.settings.externalIdRequired).toBe(false);
    expect(await isValid(rotated)).toBe(true);
  });
});

describe('a tenant that is added without a token', () => {
  const add = () => addTenant(tables.table, name, { displayName: 'Contoso' }, undefined);
  const enableIt = (more: Partial<TokenInput> = {}, table = tables.table) =>
    enableProvisioning(table, name, { ...anyToken, ...more });

  test('has its identity provider, and provisioning is off', async () => {
    const { tenant, token } = await add();
    expect(token).toBeUndefined();
    expect(await tables.stored(name)).toEqual(tenant);
    expect(tenant).toMatchObject({
      identityProvider: { displayName: 'Contoso', provisioning: { enabled: false } },
      secretTokens: [],
    });
    await expect(add()).rejects.toMatchObject({ name: 'ScimError', status: 409 });
  });

  test('is added once where the answer to its write is lost', async () => {
    tables.proxy.treat(loseOnce(({ method }) => method === 'POST'));
    const { tenant } = await addTenant(tables.watched, name, {}, undefined);
    expect(await tables.stored(name)).toEqual(tenant);
  });

  test('is given a token when provisioning is turned on, once', async () => {
    await add();
    const { tenant, token } = await enableIt();
    expect(findSecret(tenant.secretTokens, token ?? '')).toBe(tenant.secretTokens[0]);
    expect(tenant.identityProvider.provisioning.enabled).toBe(true);
    expect(await tables.stored(name)).toEqual(tenant);
    const row = await tables.row(name);
    expect(await enableIt()).toEqual({ tenant, token: undefined });
    expect(await tables.row(name)).toEqual(row);
  });

  test('is given it where the answer to that write is lost, too', async () => {
    await add();
    tables.proxy.treat(loseOnce(({ method }) => method === 'PUT'));
    const { token } = await enableIt({}, tables.watched);
    expect(findSecret((await tables.stored(name))?.secretTokens ?? [], token ?? '')).toBeDefined();
  });

  test('with an idempotency key is given another one for one that nobody has seen', async () => {
    await add();
    await enableIt({ idempotencyKey: 'k' });
    const { tenant, token } = await enableIt({ idempotencyKey: 'k' });
    expect(tenant.secretTokens).toHaveLength(1);
    expect(findSecret(tenant.secretTokens, token ?? '')).toBeDefined();
    expect((await enableIt({ idempotencyKey: 'another' })).token).toBeUndefined();
  });

  test('keeps what was made with the same key for another scope', async () => {
    await add();
    const managing = { ...anyToken, scope: 'management' as const, idempotencyKey: 'k' };
    const { record } = await addSecretToken(tables.table, name, managing, 'none');
    const { tenant } = await enableIt({ idempotencyKey: 'k' });
    expect(tenant.secretTokens).toHaveLength(2);
    expect(tenant.secretTokens).toContainEqual(record);
  });

  test('stays as it is where a script turns it on again with the key of a token that is in use', async () => {
    await add();
    const { tenant } = await enableIt({ idempotencyKey: 'k' });
    await noteUse(tables.table, name, tenant.secretTokens[0]?.id ?? '', new Date());
    expect(await enableIt({ idempotencyKey: 'k' })).toEqual({ tenant, token: undefined });
  });

  const ways: [string, (table: Table) => Promise<unknown>, boolean][] = [
    [
      'a client',
      (table) => addClient(table, name, { label: 'c', scopes: ['provisioning'], days: 365 }),
      false,
    ],
    [
      'a client that only reads',
      (table) => addClient(table, name, { label: 'c', scopes: ['read-only'], days: 365 }),
      true,
    ],
    [
      'a token for /manage',
      (table) => addSecretToken(table, name, { ...anyToken, scope: 'management' }, 'none'),
      true,
    ],
    [
      'a token that has expired',
      (table) => addSecretToken(table, name, { ...anyToken, expires: created }, 'none'),
      true,
    ],
    [
      'no way for secret tokens',
      (table) => setTenant(table, name, { settings: { authentication: ['clientCredentials'] } }),
      false,
    ],
  ];
  test.each(ways)('with %s', async (_, prepare, getsToken) => {
    await add();
    await prepare(tables.table);
    expect((await enableIt()).token !== undefined).toBe(getsToken);
  });
});

test('enableProvisioning makes no tenant', async () => {
  const enabled = enableProvisioning(tables.table, name, anyToken);
  await expect(enabled).rejects.toMatchObject({ name: 'ScimError', status: 404 });
  expect(await tables.stored(name)).toBeUndefined();
});

describe('addTenant that is repeated with an idempotency key', () => {
  const add = (key: string, table = tables.table) =>
    addTenant(table, name, {}, { ...anyToken, idempotencyKey: key });

  test('gives the tenant a token that was seen, while nobody has used it', async () => {
    tables.proxy.treat(({ method }) => (method === 'POST' ? 'lose' : 'pass'));
    await expect(add('k', tables.watched)).rejects.toThrow();
    expect((await tables.stored(name))?.secretTokens).toHaveLength(1);
    const { tenant, token } = await add('k');
    expect(tenant.secretTokens).toHaveLength(1);
    expect(findSecret((await tables.stored(name))?.secretTokens ?? [], token ?? '')).toBeDefined();
    await expect(add('another')).rejects.toMatchObject({ status: 409 });
    await noteUse(tables.table, name, tenant.secretTokens[0]?.id ?? '', new Date());
    await expect(add('k')).rejects.toMatchObject({ status: 409 });
  });

  test('does not touch one that somebody has turned off or set since', async () => {
    await add('k');
    await disableTenant(tables.table, name);
    const before = await tables.stored(name);
    await expect(add('k')).rejects.toMatchObject({ status: 409 });
    expect(await tables.stored(name)).toEqual(before);
    name = `${name}-set`;
    await add('k');
    const set = await setTenant(tables.table, name, { settings: { logValues: true } });
    await expect(add('k')).rejects.toMatchObject({ status: 409 });
    expect(await tables.stored(name)).toEqual(set);
  });

  test('does not touch one to which somebody has given more since', async () => {
    await add('k');
    await addSecretToken(tables.table, name, { ...anyToken, scope: 'read-only' }, 'none');
    const before = await tables.stored(name);
    await expect(add('k')).rejects.toMatchObject({ status: 409 });
    expect(await tables.stored(name)).toEqual(before);
  });
});

describe('disableTenant', () => {
  test('refuses every client and keeps all the rest; a repeat changes nothing', async () => {
    const { tenant: before } = await enable();
    const disabled = await disableTenant(tables.table, name);
    const { since } = disabled.identityProvider.provisioning;
    expect(Date.parse(since)).toBeGreaterThanOrEqual(Date.parse(before.created));
    expect(disabled).toEqual({
      ...before,
      identityProvider: { ...before.identityProvider, provisioning: { enabled: false, since } },
    });
    const row = await tables.row(name);
    expect(await disableTenant(tables.table, name)).toEqual(disabled);
    expect(await tables.row(name)).toEqual(row);
  });

  test('where the answer to its write is lost it is done all the same', async () => {
    await enable();
    tables.proxy.treat(loseOnce(({ method }) => method === 'PUT'));
    await disableTenant(tables.watched, name);
    expect((await stored()).identityProvider.provisioning.enabled).toBe(false);
  });

  test.each(['nobody', 'No/Tenant', ''])('there is none to disable: %j', async (unknown) => {
    await expect(disableTenant(tables.table, unknown)).rejects.toMatchObject({
      name: 'ScimError',
      status: 404,
    });
  });
});

describe('setTenant', () => {
  test('changes what is named and nothing else', async () => {
    const { tenant: before } = await enable();
    const wish = {
      displayName: 'Contoso “Zürich” 漢字',
      settings: {
        pin: { minLength: 6, maxLength: 6, alphabet: 'digits' },
        cardNumberUnique: false,
        authentication: ['entraToken', 'secretToken'],
        entraTenantId: '11111111-2222-3333-4444-555555555555',
        logValues: true,
        logRetentionDays: 30,
      },
    } as const;
    const after = await set(wish);
    expect(after).toEqual(await stored());
    expect(after).toEqual({
      ...before,
      identityProvider: {
        ...before.identityProvider,
        displayName: wish.displayName,
        settings: { ...defaultSettings, ...wish.settings, authentication: ['secretToken', 'entraToken'] },
      },
    });
    const back = await set({ settings: { pin: undefined, logRetentionDays: undefined } });
    expect(back.identityProvider.settings).toEqual({
      ...after.identityProvider.settings,
      pin: undefined,
      logRetentionDays: undefined,
    });
    expect(await stored()).toEqual(back);
  });

  test.each<[string, Parameters<typeof setTenant>[2]]>([
    ['nothing', {}],
    ['its name', { displayName: 'Same' }],
    ['that it is enabled', { enabled: true }],
    [
      'its pin policy, in another order',
      { settings: { pin: { alphabet: 'digits', maxLength: 8, minLength: 4 } } },
    ],
    [
      'its ways, in another order and twice',
      {
        settings: { authentication: ['workloadIdentity', 'secretToken', 'clientCredentials', 'secretToken'] },
      },
    ],
    [
      'settings as they are',
      { settings: { ...defaultSettings, pin: { minLength: 4, maxLength: 8, alphabet: 'digits' } } },
    ],
  ])('where %s is wished nothing is written', async (_, wish) => {
    await enable({
      displayName: 'Same',
      settings: { pin: { minLength: 4, maxLength: 8, alphabet: 'digits' } },
    });
    const row = await tables.row(name);
    expect(await set(wish)).toEqual(await stored());
    expect(await tables.row(name)).toEqual(row);
  });

  test('turns provisioning off and on', async () => {
    await enable();
    const off = await set({ enabled: false, displayName: 'Off' });
    expect(off.identityProvider).toMatchObject({ displayName: 'Off', provisioning: { enabled: false } });
    const on = await set({ enabled: true });
    expect(on.identityProvider).toMatchObject({ displayName: 'Off', provisioning: { enabled: true } });
    expect(Date.parse(on.identityProvider.provisioning.since)).not.toBeNaN();
  });

  const guid = '11111111-2222-3333-4444-555555555555';
  test.each<[TenantInput, RegExp]>([
    [{ displayName: '' }, /display name/],
    [{ displayName: '  ' }, /display name/],
    [{ displayName: 'x'.repeat(129) }, /display name/],
    [{ displayName: 'a\nb' }, /display name/],
    [{ displayName: 'a\u001b[31mb' }, /display name/],
    [{ displayName: '\ud800' }, /display name/],
    [{ settings: { authentication: [] } }, /way of authentication/],
    [{ settings: { entraTenantId: 'contoso.com' } }, /GUID/],
    [{ settings: { entraTenantId: guid.replace('1', 'A') } }, /GUID/],
    [{ settings: { entraTenantId: `${guid}\n` } }, /GUID/],
    [{ settings: { authentication: ['entraToken'] } }, /Entra tenant/],
    [{ settings: { pin: { minLength: 0, maxLength: 4, alphabet: 'digits' } } }, /pin/],
    [{ settings: { pin: { minLength: 5, maxLength: 4, alphabet: 'digits' } } }, /pin/],
    [{ settings: { pin: { minLength: 1, maxLength: 10_000, alphabet: 'digits' } } }, /pin/],
    [{ settings: { pin: { minLength: 1.5, maxLength: 4, alphabet: 'digits' } } }, /pin/],
    [{ settings: { pin: { minLength: 1, maxLength: 4.5, alphabet: 'digits' } } }, /pin/],
    [{ settings: { pin: { minLength: Number.NaN, maxLength: 4, alphabet: 'digits' } } }, /pin/],
    [{ settings: { logRetentionDays: 0 } }, /log/],
    [{ settings: { logRetentionDays: 3_651 } }, /log/],
    [{ settings: { logRetentionDays: 1.5 } }, /log/],
  ])('refuses %j, for a tenant that is there and for a new one', async (wish, sentence) => {
    const refusal = { name: 'ScimError', status: 400, message: expect.stringMatching(sentence) as string };
    await expect(enable(wish)).rejects.toMatchObject(refusal);
    expect(await tables.stored(name)).toBeUndefined();
    await enable();
    const row = await tables.row(name);
    await expect(set(wish)).rejects.toMatchObject(refusal);
    await expect(enable(wish)).rejects.toMatchObject(refusal);
    expect(await tables.row(name)).toEqual(row);
  });

  test("Entra's tenant can't go while its own tokens are accepted", async () => {
    await enable({ settings: { authentication: ['entraToken'], entraTenantId: guid } });
    await expect(set({ settings: { entraTenantId: undefined } })).rejects.toMatchObject({ status: 400 });
    const both = { authentication: ['secretToken'], entraTenantId: undefined } as const;
    expect((await set({ settings: both })).identityProvider.settings).toMatchObject(both);
  });

  test.each(['nobody', 'No/Tenant', ''])('there is none to set: %j', async (unknown) => {
    const none = setTenant(tables.table, unknown, { enabled: false });
    await expect(none).rejects.toMatchObject({ name: 'ScimError', status: 404 });
  });

  test('one whose removal has begun stays as it is', async () => {
    await storeRemoving();
    const row = await tables.row(name);
    await expect(set({ enabled: true, displayName: 'Other' })).rejects.toMatchObject({ status: 409 });
    await expect(disableTenant(tables.table, name)).rejects.toMatchObject({ status: 409 });
    expect(await tables.row(name)).toEqual(row);
  });

  describe('cards that are shared', () => {
    const shared = { settings: { cardNumberUnique: false } };
    const unique = { settings: { cardNumberUnique: true } };
    const isUnique = async () => (await stored()).identityProvider.settings.cardNumberUnique;

    test('do not become unique again', async () => {
      await enable();
      await set(unique);
      await set(shared);
      await set({ ...shared, displayName: 'Shared' });
      await expect(set(unique)).rejects.toMatchObject({
        name: 'ScimError',
        status: 409,
        message: expect.stringContaining('Make a new tenant') as string,
      });
      expect(await isUnique()).toBe(false);
    });

    test('by somebody who was quicker do not become unique unasked', async () => {
      await enable();
      overtaking(() => set(shared));
      const wish = { ...unique, displayName: 'Other' };
      await expect(setTenant(tables.watched, name, wish)).rejects.toMatchObject({
        status: 409,
      });
      expect(await isUnique()).toBe(false);
    });

    test('do not become unique by enabling the tenant either', async () => {
      await enable(shared);
      await expect(enable(unique)).rejects.toMatchObject({ status: 409 });
      expect(await isUnique()).toBe(false);
    });
  });
});
