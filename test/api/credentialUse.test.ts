import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openTable, type Table } from '../../shared/store/tables.ts';
import { readLastUsed } from '../../shared/tenants/lastUsed.ts';
import { addSecretToken } from '../../shared/tenants/secretTokens.ts';
import { clientOf } from '../support/client.ts';
import { startService, type RunningService } from '../support/service.ts';
import { type StorageCall } from '../support/storageProxy.ts';
import { madeTenant } from '../support/tenants.ts';
import { useStorage } from '../support/useStorage.ts';

// That a credential is in use is noted at most once an hour, and never in the way of a request.

const day = 24 * 3_600_000;

const { storage, proxy } = await useStorage();
let tenants: Table;
let service: RunningService;
let serial = 0;

beforeAll(async () => {
  tenants = await openTable(storage, 'scimTenants');
  service = await startInstance();
});
afterAll(async () => {
  await service.stop();
});
afterEach(() => {
  proxy.treat(() => 'pass');
});

const keys = `k=${randomBytes(32).toString('base64')}`;
const startInstance = () =>
  startService({ SCIM_STORAGE_CONNECTION_STRING: proxy.connectionString, SCIM_SEALING_KEYS: keys });

/** A tenant with a token that ends in so many days. */
async function tenantWithToken(days: number | undefined) {
  const name = `tenant-${(serial += 1)}`;
  await madeTenant(tenants, name);
  const expires = days === undefined ? undefined : new Date(Date.now() + days * day).toISOString();
  const label = `Label of ${name}`;
  const { token, record } = await addSecretToken(
    tenants,
    name,
    { label, scope: 'provisioning', expires },
    'none',
  );
  const call = async (by = service) =>
    (await clientOf(`${by.url}/scim/${name}`, token).send('GET', '/ServiceProviderConfig')).status;
  const lastUsed = async () =>
    (await readLastUsed(tenants, name, new AbortController().signal)).get(record.id);
  return { name, record, token, label, call, lastUsed };
}

const isNote = ({ url }: StorageCall) => decodeURIComponent(url).includes('used:');
const notes = () => proxy.calls.filter(isNote).map(({ method }) => method);
/** The lines of an event that name the credential or the tenant. */
const logged = (event: string, what: string, by = service) =>
  by
    .log()
    .split('\n')
    .filter((line) => line.includes(`"event":"${event}"`) && line.includes(what));

describe('a use', () => {
  test('is noted at the first request, and costs the following ones nothing', async () => {
    const { call, lastUsed } = await tenantWithToken(undefined);
    const before = Date.now();
    expect(await lastUsed()).toBeUndefined();
    expect(await call()).toBe(200);
    expect(notes()).toEqual(['GET', 'PUT']);
    expect(Date.parse((await lastUsed()) ?? '')).toBeGreaterThanOrEqual(before);
    proxy.forget();
    for (let i = 0; i < 20; i += 1) expect(await call()).toBe(200);
    expect(proxy.calls).toEqual([]);
  });

  test('of many at once it is noted once', async () => {
    const { call } = await tenantWithToken(undefined);
    expect(new Set(await Promise.all(Array.from({ length: 20 }, () => call())))).toEqual(new Set([200]));
    expect(notes()).toEqual(['GET', 'PUT']);
  });

  test('that another instance has noted is not written again', async () => {
    const { call, lastUsed } = await tenantWithToken(undefined);
    await call();
    const noted = await lastUsed();
    const other = await startInstance();
    proxy.forget();
    expect(await call(other)).toBe(200);
    await other.stop();
    expect(notes()).toEqual(['GET']);
    expect(await lastUsed()).toBe(noted);
  });

  test('of a wrong token is none', async () => {
    const { name, lastUsed } = await tenantWithToken(undefined);
    const other = await tenantWithToken(undefined);
    const wrong = await clientOf(`${service.url}/scim/${name}`, other.token).send('GET', '/Users');
    expect(wrong.status).toBe(401);
    expect(notes()).toEqual([]);
    expect(await lastUsed()).toBeUndefined();
  });

  test.each(['refuse', 'cut'] as const)(
    'that storage does not take (%s) fails no request',
    async (treatment) => {
      const { call, lastUsed } = await tenantWithToken(undefined);
      proxy.treat((storageCall) => (isNote(storageCall) ? treatment : 'pass'));
      const failures = () => logged('backgroundTaskFailed', 'serviceProviderConfig').length;
      const before = failures();
      expect(await call()).toBe(200);
      expect(await call()).toBe(200);
      expect(await lastUsed()).toBeUndefined();
      expect(failures() - before).toBe(1);
    },
  );
});

describe('a credential that ends within 60 days', () => {
  test('is in the log when it is used, once, by its id and not by what it is', async () => {
    const { call, name, record, label } = await tenantWithToken(30);
    for (let i = 0; i < 5; i += 1) expect(await call()).toBe(200);
    const lines = logged('credentialExpires', record.id);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(`"tenant":"${name}"`);
    expect(lines[0]).toContain(`"expires":"${record.expires ?? ''}"`);
    expect(service.log()).not.toContain(label);
    expect(service.log()).not.toContain(record.sha256);
  });

  test.each([61, undefined])('one that ends in %j days is not', async (days) => {
    const { call, record } = await tenantWithToken(days);
    expect(await call()).toBe(200);
    expect(logged('credentialExpires', record.id)).toEqual([]);
  });

  test('one that has ended is refused, which says enough', async () => {
    const { call, record } = await tenantWithToken(-1);
    expect(await call()).toBe(401);
    expect(logged('credentialExpires', record.id)).toEqual([]);
  });
});
