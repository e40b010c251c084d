import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { authenticateManager } from '../../shared/auth/authenticateManager.ts';
import { createSecretToken } from '../../shared/tenants/credential.ts';
import { readConfig } from '../../shared/config/config.ts';
import { createService, type Service } from '../../shared/service.ts';
import { openTable, type Table } from '../../shared/store/tables.ts';
import { addManagementToken, revokeManagementToken } from '../../shared/tenants/deployment.ts';
import { addSecretToken } from '../../shared/tenants/secretTokens.ts';
import { tenantLifetimeMs } from '../../shared/tenants/tenantDirectory.ts';
import { madeTenant } from '../support/tenants.ts';
import { useStorage } from '../support/useStorage.ts';

// What it costs to find out who manages, and how long that is believed. Who has access where: test/api/manage/.

const { proxy } = await useStorage();
let table: Table;
let service: Service;
let token: string;
let id: string;
let own: string;

beforeAll(async () => {
  table = await openTable(proxy, 'scimTenants');
  await madeTenant(table, 'alpha');
  own = (
    await addSecretToken(table, 'alpha', { label: 'Own', scope: 'management', expires: undefined }, 'none')
  ).token;
});
beforeEach(async () => {
  service = createService(
    readConfig({
      SCIM_STORAGE_CONNECTION_STRING: proxy.connectionString,
      SCIM_SEALING_KEYS: `a=${Buffer.alloc(32).toString('base64')}`,
      SCIM_FAILED_AUTHENTICATIONS_PER_MINUTE: '0',
    }),
  );
  const made = await addManagementToken(table, { label: 'Test', expires: undefined }, 'others');
  token = made.token;
  id = made.record.id;
  proxy.forget();
});
afterEach(() => {
  vi.useRealTimers();
});

const by = (presented: string, tenant?: string) =>
  authenticateManager(service, tenant, { authorization: `Bearer ${presented}`, address: 'test' });
const unauthorized = { name: 'ScimError', status: 401 };

test('the tokens are read once and believed for 30 seconds', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const start = Date.now();
  expect(await by(token)).toMatchObject({ credential: { id, label: 'Test' }, principal: undefined });
  expect(proxy.calls).toHaveLength(1);
  await revokeManagementToken(table, id);
  proxy.forget();
  vi.setSystemTime(start + tenantLifetimeMs - 1);
  await by(token, 'alpha');
  expect(proxy.calls).toHaveLength(0);
  vi.setSystemTime(start + tenantLifetimeMs);
  await expect(by(token)).rejects.toMatchObject(unauthorized);
});

test('a new token works at once', async () => {
  await by(token);
  const { token: next } = await addManagementToken(table, { label: 'Next', expires: undefined }, 'oldest');
  expect((await by(next)).credential.label).toBe('Next');
});

test('a token ends when it expires, also where it is believed', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const expires = new Date(Date.now() + 1_000).toISOString();
  const { token: short } = await addManagementToken(table, { label: 'Short', expires }, 'oldest');
  await by(short);
  vi.setSystemTime(Date.parse(expires));
  await expect(by(short)).rejects.toMatchObject(unauthorized);
});

test('however many wrong tokens come at once, storage is read twice', async () => {
  await by(token);
  proxy.forget();
  const wrong = Array.from({ length: 30 }, () => by(createSecretToken()));
  for (const each of await Promise.allSettled(wrong)) expect(each).toMatchObject({ reason: unauthorized });
  expect(proxy.calls.length).toBeLessThanOrEqual(2);
});

test('what is no secret token costs no read', async () => {
  for (const wrong of ['garbage', `${token.slice(0, -1)}!`])
    await expect(by(wrong)).rejects.toMatchObject(unauthorized);
  await expect(
    authenticateManager(service, undefined, { authorization: null, address: 'test' }),
  ).rejects.toMatchObject(unauthorized);
  expect(proxy.calls).toHaveLength(0);
});

test("a tenant's own credential costs no read once the tenant is known", async () => {
  expect((await by(own, 'alpha')).principal?.tenant.name).toBe('alpha');
  proxy.forget();
  const { principal, credential } = await by(own, 'alpha');
  expect([...(principal?.scopes ?? [])]).toEqual(['management']);
  expect(credential.label).toBe('Own');
  expect(proxy.calls).toHaveLength(0);
});

test('where storage does not answer, nobody is told that a token is wrong', async () => {
  proxy.treat(() => 'refuse');
  await expect(by(token)).rejects.toMatchObject({ status: 503 });
  proxy.treat(() => 'pass');
  expect((await by(token)).credential.id).toBe(id);
});
