import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { RunningTableServer } from '../../cli/host/azurite.ts';
import { authenticate } from '../../shared/auth/authenticate.ts';
import { createSecretToken } from '../../shared/auth/secretToken.ts';
import { openTable, type Table } from '../../shared/store/tables.ts';
import { enableTenant, rotateSecretToken } from '../../shared/tenants/manage.ts';
import { tenantLifetime } from '../../shared/tenants/tenantCache.ts';
import { startStorageProxy, type StorageProxy } from '../support/storageProxy.ts';
import { startStorage } from '../support/store.ts';

let storage: RunningTableServer;
let proxy: StorageProxy;
let table: Table;
let serial = 0;
let name: string;
let token: string;

beforeAll(async () => {
  storage = await startStorage();
  proxy = await startStorageProxy(storage.port);
  table = await openTable(proxy, 'scimTenants');
});
afterAll(async () => {
  await proxy.close();
  await storage.close();
});
beforeEach(async () => {
  name = `tenant-${(serial += 1)}`;
  token = (await enableTenant(table, name, undefined)).token ?? '';
  proxy.forget();
});
afterEach(() => {
  vi.useRealTimers();
});

const signal = new AbortController().signal;
const by = (presented: string, tenant = name) => authenticate(table, tenant, `Bearer ${presented}`, signal);
const unauthorized = { name: 'ScimError', status: 401 };

describe('authenticate', () => {
  test('reads a tenant once and believes it for its lifetime', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const start = Date.now();
    expect((await by(token)).tenant.name).toBe(name);
    expect(proxy.calls).toHaveLength(1);
    vi.setSystemTime(start + tenantLifetime - 1);
    await by(token);
    expect(proxy.calls).toHaveLength(1);
    vi.setSystemTime(start + tenantLifetime);
    await by(token);
    expect(proxy.calls).toHaveLength(2);
  });

  test('a new token works at once, and an ended one no longer than the lifetime', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const start = Date.now();
    await by(token);
    const rotated = await rotateSecretToken(table, name, true);
    // Another process may not know yet; this one learns of it with the new token.
    expect((await by(token)).tenant.secretTokens).toHaveLength(1);
    const { credential } = await by(rotated.token);
    expect(rotated.tenant.secretTokens.map(({ id }) => id)).toEqual([credential]);
    await expect(by(token)).rejects.toMatchObject(unauthorized);
    vi.setSystemTime(start + tenantLifetime);
    await expect(by(token)).rejects.toMatchObject(unauthorized);
  });

  test('an ended token that is still believed ends with the lifetime', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const start = Date.now();
    await by(token);
    await rotateSecretToken(table, name, true);
    vi.setSystemTime(start + tenantLifetime - 1);
    await by(token);
    vi.setSystemTime(start + tenantLifetime);
    await expect(by(token)).rejects.toMatchObject(unauthorized);
  });

  test("a wrong token, another tenant's and an unknown tenant are the same 401", async () => {
    const other = (await enableTenant(table, `${name}-other`, undefined)).token ?? '';
    const errors = await Promise.all(
      [by(createSecretToken()), by(other), by(token, `${name}-unknown`), by('x'), by(token, 'No/Tenant')].map(
        (call) =>
          call.then(
            () => undefined,
            (error: unknown) => error,
          ),
      ),
    );
    for (const error of errors) {
      expect(error).toMatchObject({
        ...unauthorized,
        headers: { 'WWW-Authenticate': expect.any(String) as string },
      });
      expect(error).toEqual(errors[0]);
    }
  });

  test.each([null, '', 'Bearer', 'Bearer ', 'Basic abc', 'Bearerx'])(
    '%j is no bearer token: the challenge names no error, and storage is not asked',
    async (authorization) => {
      await expect(authenticate(table, name, authorization, signal)).rejects.toMatchObject({
        ...unauthorized,
        headers: { 'WWW-Authenticate': 'Bearer realm="scim"' },
      });
      expect(proxy.calls).toEqual([]);
    },
  );

  test.each(['bearer', 'BEARER', 'Bearer  '])(
    'the scheme is read without case and spaces: %j',
    async (scheme) => {
      expect((await authenticate(table, name, `${scheme} ${token}`, signal)).tenant.name).toBe(name);
    },
  );
});
