import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { RunningTableServer } from '../../cli/host/azurite.ts';
import { findSecretToken, looksLikeSecretToken } from '../../shared/auth/secretToken.ts';
import { openTable, type Table } from '../../shared/store/tables.ts';
import { enableTenant, rotateSecretToken, TenantError } from '../../shared/tenants/manage.ts';
import { readTenant, writeTenant } from '../../shared/tenants/tenantStore.ts';
import { loseOnce, startStorageProxy, type StorageProxy } from '../support/storageProxy.ts';
import { startStorage } from '../support/store.ts';

let storage: RunningTableServer;
let proxy: StorageProxy;
let table: Table;
/** The same table through the proxy. */
let watched: Table;
let serial = 0;
let name: string;

beforeAll(async () => {
  storage = await startStorage();
  proxy = await startStorageProxy(storage.port);
  table = await openTable(storage, 'scimTenants');
  watched = await openTable(proxy, 'scimTenants');
});
afterAll(async () => {
  await proxy.close();
  await storage.close();
});
beforeEach(() => {
  name = `tenant-${(serial += 1)}`;
  proxy.treat(() => 'pass');
});

const signal = new AbortController().signal;
const stored = async () => (await readTenant(table, name, signal))?.tenant;

async function isValid(token: string | undefined): Promise<boolean> {
  const tenant = await stored();
  return tenant !== undefined && findSecretToken(tenant, token ?? '') !== undefined;
}

describe('enableTenant', () => {
  test('makes a tenant with a token, of which only the hash is stored', async () => {
    const { tenant, token = '' } = await enableTenant(table, name, undefined);
    expect(looksLikeSecretToken(token)).toBe(true);
    expect(await stored()).toEqual(tenant);
    expect(tenant).toMatchObject({ name, externalIdRequired: true });
    expect(tenant.secretTokens).toHaveLength(1);
    expect(await isValid(token)).toBe(true);
    const row = await table.getEntity('tenants', name);
    expect(row.format).toBe(1);
    expect(JSON.stringify(row)).not.toContain(token.slice(7));
  });

  test('a repeat gives no token and changes nothing', async () => {
    const { tenant, token } = await enableTenant(table, name, undefined);
    const row = await table.getEntity('tenants', name);
    expect(await enableTenant(table, name, undefined)).toEqual({ tenant, token: undefined });
    expect(await enableTenant(table, name, true)).toEqual({ tenant, token: undefined });
    expect(await table.getEntity('tenants', name)).toEqual(row);
    expect(await isValid(token)).toBe(true);
  });

  test.each([true, false])('a new tenant is made with externalId required: %j', async (required) => {
    await enableTenant(table, name, required);
    expect((await stored())?.externalIdRequired).toBe(required);
  });

  test('whether externalId is required can change later, and the token stays', async () => {
    const { token } = await enableTenant(table, name, undefined);
    const changed = await enableTenant(table, name, false);
    expect(changed.token).toBeUndefined();
    expect(changed.tenant.externalIdRequired).toBe(false);
    expect(await stored()).toEqual(changed.tenant);
    await enableTenant(table, name, undefined);
    expect((await stored())?.externalIdRequired).toBe(false);
    await enableTenant(table, name, true);
    expect((await stored())?.externalIdRequired).toBe(true);
    expect(await isValid(token)).toBe(true);
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
  ])('refuses the name %j with a sentence', async (wrong) => {
    const refused = enableTenant(table, wrong, undefined);
    await expect(refused).rejects.toThrow(TenantError);
    await expect(refused).rejects.toThrow(/lower-case/);
  });

  test('of two who enable the same tenant at once, one gets a token, and it is the valid one', async () => {
    const results = await Promise.all(Array.from({ length: 6 }, () => enableTenant(table, name, undefined)));
    const tokens = results.flatMap(({ token }) => (token === undefined ? [] : [token]));
    expect(tokens).toHaveLength(1);
    expect(await isValid(tokens[0])).toBe(true);
  });

  test('where the answer to its write is lost the token is given all the same', async () => {
    proxy.treat(loseOnce(({ method }) => method === 'POST'));
    const { token } = await enableTenant(watched, name, undefined);
    expect(token).toBeDefined();
    expect(await isValid(token)).toBe(true);
  });

  test('another change that came first is not undone', async () => {
    await enableTenant(table, name, undefined);
    let rotated = '';
    proxy.treat(async ({ method }) => {
      if (method === 'PUT' && rotated === '') rotated = (await rotateSecretToken(table, name, false)).token;
      return 'pass' as const;
    });
    await enableTenant(watched, name, false);
    expect((await stored())?.externalIdRequired).toBe(false);
    expect(await isValid(rotated)).toBe(true);
  });
});

describe('rotateSecretToken', () => {
  test('two tokens are valid at a time: the new one and the one before', async () => {
    const tokens = [(await enableTenant(table, name, undefined)).token ?? ''];
    const valid = () => Promise.all(tokens.map(isValid));
    tokens.push((await rotateSecretToken(table, name, false)).token);
    expect(await valid()).toEqual([true, true]);
    tokens.push((await rotateSecretToken(table, name, false)).token);
    expect(await valid()).toEqual([false, true, true]);
    tokens.push((await rotateSecretToken(table, name, false)).token);
    expect(await valid()).toEqual([false, false, true, true]);
    expect(new Set(tokens).size).toBe(4);
    expect((await stored())?.secretTokens).toHaveLength(2);
  });

  test('alone, every other token ends', async () => {
    const { token: first } = await enableTenant(table, name, undefined);
    const { token: second } = await rotateSecretToken(table, name, false);
    const { token: third, tenant } = await rotateSecretToken(table, name, true);
    expect(await Promise.all([first, second, third].map(isValid))).toEqual([false, false, true]);
    expect(tenant.secretTokens).toHaveLength(1);
  });

  test('the newest stands first, and the rest of the tenant stays', async () => {
    const { tenant: before } = await enableTenant(table, name, false);
    const { tenant, token } = await rotateSecretToken(table, name, false);
    expect(tenant).toEqual({ ...before, secretTokens: [tenant.secretTokens[0], ...before.secretTokens] });
    expect(findSecretToken(tenant, token)).toBe(tenant.secretTokens[0]);
    expect(await stored()).toEqual(tenant);
  });

  test.each(['nobody', 'No/Tenant', ''])('there is none for %j', async (unknown) => {
    await expect(rotateSecretToken(table, unknown, false)).rejects.toThrow(TenantError);
  });

  test('where the answer to its write is lost it is made once: the token in use stays valid', async () => {
    const { token: before } = await enableTenant(table, name, undefined);
    proxy.treat(loseOnce(({ method }) => method === 'PUT'));
    const { token } = await rotateSecretToken(watched, name, false);
    expect(await isValid(token)).toBe(true);
    expect(await isValid(before)).toBe(true);
  });

  test('two at once are made one after the other: both tokens are valid', async () => {
    await enableTenant(table, name, undefined);
    let other = '';
    proxy.treat(async ({ method }) => {
      if (method === 'PUT' && other === '') other = (await rotateSecretToken(table, name, false)).token;
      return 'pass' as const;
    });
    const { token } = await rotateSecretToken(watched, name, false);
    expect(await isValid(token)).toBe(true);
    expect(await isValid(other)).toBe(true);
  });
});

describe('the stored tenant', () => {
  test('is none where there is none', async () => {
    expect(await readTenant(table, name, signal)).toBeUndefined();
  });

  test('is written on condition only', async () => {
    const { tenant } = await enableTenant(table, name, undefined);
    const etag = (await readTenant(table, name, signal))?.etag;
    expect(await writeTenant(table, { ...tenant, externalIdRequired: false }, undefined, signal)).toBe(false);
    expect(await writeTenant(table, { ...tenant, externalIdRequired: false }, etag, signal)).toBe(true);
    expect(await writeTenant(table, { ...tenant, created: 'later' }, etag, signal)).toBe(false);
    expect(await stored()).toEqual({ ...tenant, externalIdRequired: false });
  });

  test.each(['{}', '[]', '{"name":"x"}', ''])(
    'of a form that is not known is no tenant: %j',
    async (document) => {
      await enableTenant(table, name, undefined);
      await table.upsertEntity({ partitionKey: 'tenants', rowKey: name, document }, 'Replace');
      await expect(readTenant(table, name, signal)).rejects.not.toMatchObject({ name: 'ScimError' });
    },
  );
});
