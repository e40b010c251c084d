import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { requestDeadlineMs } from '../../shared/store/limits.ts';
import type { Table } from '../../shared/store/tables.ts';
import { addSecretToken } from '../../shared/tenants/secretTokens.ts';
import { tenantLifetimeMs, TenantDirectory } from '../../shared/tenants/tenantDirectory.ts';
import { withCalls } from '../support/store.ts';
import { anyToken, madeTenant, useTenantsTable } from '../support/tenants.ts';

const tables = await useTenantsTable();
let directory: TenantDirectory;
let serial = 0;
let name: string;

beforeEach(async () => {
  name = `tenant-${(serial += 1)}`;
  directory = new TenantDirectory(() => Promise.resolve(tables.watched));
  await madeTenant(tables.table, name);
  tables.proxy.forget();
});
afterEach(() => {
  vi.useRealTimers();
});

/** `table` whose first read has its answer and keeps it back until it is released. */
function withHeldRead(table: Table) {
  const held = Promise.withResolvers<undefined>();
  const answered = Promise.withResolvers<undefined>();
  const isRead = (url: string) => url.includes('(PartitionKey=');
  const holding = withCalls(table, isRead, async (run) => {
    const answer = await run();
    answered.resolve(undefined);
    await held.promise;
    return answer;
  });
  return {
    table: holding,
    answered: answered.promise,
    release: () => {
      held.resolve(undefined);
    },
  };
}

test('a tenant is known from when it was read, for its lifetime', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const start = Date.now();
  expect(directory.known(name)).toBeUndefined();
  const tenant = await directory.fresh(name);
  expect(tenant?.name).toBe(name);
  expect(directory.known(name)).toEqual(tenant);
  vi.setSystemTime(start + tenantLifetimeMs - 1);
  expect(directory.known(name)).toEqual(tenant);
  vi.setSystemTime(start + tenantLifetimeMs);
  expect(directory.known(name)).toBeUndefined();
  expect(tables.proxy.calls).toHaveLength(1);
});

test('one that is gone is known no longer, and one that never was is not remembered', async () => {
  await directory.fresh(name);
  await tables.table.deleteEntity('tenants', name);
  expect(await directory.fresh(name)).toBeUndefined();
  expect(directory.known(name)).toBeUndefined();
  expect(await directory.fresh('nobody')).toBeUndefined();
  expect(directory.known('nobody')).toBeUndefined();
});

test('of however many who ask at once, two reads at most go to storage', async () => {
  const found = await Promise.all(Array.from({ length: 50 }, () => directory.fresh(name)));
  expect(new Set(found.map((tenant) => tenant?.name))).toEqual(new Set([name]));
  expect(tables.proxy.calls).toHaveLength(2);
});

test('who asks while a read is under way is told of a token that was made meanwhile', async () => {
  const { table, answered, release } = withHeldRead(tables.table);
  const slow = new TenantDirectory(() => Promise.resolve(table));
  const first = slow.fresh(name);
  await answered;
  const { record } = await addSecretToken(tables.table, name, anyToken, 'none');
  const second = slow.fresh(name);
  release();
  expect((await first)?.secretTokens).toHaveLength(1);
  expect((await second)?.secretTokens[0]?.id).toBe(record.id);
});

test('a tenant is believed from when its read began: what is found may be as old as that', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const start = Date.now();
  const { table, answered, release } = withHeldRead(tables.table);
  const slow = new TenantDirectory(() => Promise.resolve(table));
  const reading = slow.fresh(name);
  await answered;
  vi.setSystemTime(start + tenantLifetimeMs - 1);
  release();
  await reading;
  expect(slow.known(name)).toBeDefined();
  vi.setSystemTime(start + tenantLifetimeMs);
  expect(slow.known(name)).toBeUndefined();
});

test('who has to wait for two reads waits no longer than a request may take', async () => {
  const timeout = vi.spyOn(AbortSignal, 'timeout');
  await directory.fresh(name);
  const times = timeout.mock.calls.map(([milliseconds]) => milliseconds);
  timeout.mockRestore();
  expect(times).toHaveLength(1);
  expect(2 * Math.max(...times)).toBeLessThanOrEqual(requestDeadlineMs);
});

test('a tenant that could not be read stays known as it was', async () => {
  const tenant = await directory.fresh(name);
  tables.proxy.treat(() => 'refuse');
  await expect(directory.fresh(name)).rejects.toMatchObject({ name: 'ScimError', status: 503 });
  expect(directory.known(name)).toEqual(tenant);
  tables.proxy.treat(() => 'pass');
  expect(await directory.fresh(name)).toEqual(tenant);
});
