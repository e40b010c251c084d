import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { readConfig } from '../../../shared/config/config.ts';
import type { ManagementCall } from '../../../shared/api/manage/endpoint.ts';
import { tenantTag } from '../../../shared/api/manage/views.ts';
import { deleteTenant } from '../../../shared/api/manage/tenants.ts';
import { createService, type Service } from '../../../shared/service.ts';
import { requireTenant } from '../../../shared/tenants/change.ts';
import { startStorage, type TestStorage } from '../../support/store.ts';
import { madeTenant } from '../../support/tenants.ts';

// A removal that begins, and one that takes longer than a request may. The rest of it: tenantLife.test.ts.

let storage: TestStorage;
let service: Service;

beforeAll(async () => {
  storage = await startStorage();
  service = createService(
    readConfig({
      SCIM_STORAGE_CONNECTION_STRING: storage.connectionString,
      SCIM_SEALING_KEYS: `a=${Buffer.alloc(32).toString('base64')}`,
    }),
  );
});
afterAll(() => storage.close());
afterEach(() => {
  vi.restoreAllMocks();
});

/** The request by which a tenant is removed. */
function request(
  tenant: string,
  identified: string[] = [],
  headers: Readonly<Record<string, string>> = {},
): ManagementCall {
  return {
    service,
    signal: new AbortController().signal,
    request: {
      params: { tenant },
      headers: new Headers(headers),
      url: `https://scim.example.net/manage/tenants/${tenant}?confirm=${tenant}`,
    },
    identified: (name: string) => identified.push(name),
  } as unknown as ManagementCall;
}

test('If-Match counts for the request by which a removal begins', async () => {
  const tenants = await service.table('scimTenants');
  await madeTenant(tenants, 'seen');
  const old = { 'if-match': 'W/"old"' };
  await expect(deleteTenant(request('seen', [], old))).rejects.toMatchObject({ status: 412 });
  expect((await requireTenant(tenants, 'seen')).removing).toBeUndefined();
  const seen = { 'if-match': tenantTag(await requireTenant(tenants, 'seen')) };
  expect(await deleteTenant(request('seen', [], seen))).toMatchObject({
    status: 202,
    body: { phase: 'waiting' },
  });
  expect(await deleteTenant(request('seen', [], seen))).toMatchObject({ status: 202 });
});

test('a request that has worked long enough says that there is more to do', async () => {
  await madeTenant(await service.table('scimTenants'), 'large');
  const users = await service.table('scimUsers');
  await users.createTable();
  await users.createEntity({ partitionKey: 'large', rowKey: 'u:x' });

  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => (now += 20_001));
  const identified: string[] = [];
  expect(await deleteTenant(request('large', identified))).toMatchObject({
    status: 202,
    body: { phase: 'deleting', deletedRows: 1, retryAfter: 1 },
    headers: { 'Retry-After': '1' },
  });
  expect(identified).toEqual(['large']);

  vi.restoreAllMocks();
  expect(await deleteTenant(request('large'))).toMatchObject({ status: 202, body: { phase: 'waiting' } });
});
