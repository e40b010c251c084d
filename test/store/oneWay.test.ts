import { beforeAll, describe, expect, test } from 'vitest';
import { readPage, readRow, type Partition } from '../../shared/store/partition.ts';
import { openTable } from '../../shared/store/tables.ts';
import { deleteRow, insertRow, replaceRow, upsertRow } from '../../shared/store/writeRows.ts';
import { useStorage } from '../support/useStorage.ts';

/** Single rows, which both tables have. `everyFault.test.ts` has what becomes of every call. */
const { proxy } = await useStorage();
let partition: Partition;

beforeAll(async () => {
  const table = await openTable(proxy, 'scimTenants');
  partition = { table, tenant: 'acme', signal: new AbortController().signal };
});

describe('while there is no table', () => {
  test('nothing is read, and reading makes none', async () => {
    expect(await readRow(partition, 'a')).toBeUndefined();
    expect(await readPage(partition, { filter: "PartitionKey eq 'acme'" })).toEqual({
      rows: [],
      next: undefined,
    });
    expect(await deleteRow(partition, 'a')).toBe(false);
    expect(proxy.calls.filter(({ url }) => url.includes('/Tables'))).toEqual([]);
  });

  test('the first write makes it, although the answer to that is lost', async () => {
    let lost = 0;
    proxy.treat(({ url }) => (url.includes('/Tables') && (lost += 1) === 1 ? 'lose' : 'pass'));
    await upsertRow(partition, 'a', { text: 'x' });
    expect(lost).toBe(2);
    expect(await readRow(partition, 'a')).toMatchObject({ rowKey: 'a', text: 'x' });
  });
});

test('a row is made once, replaced as it was read, and deleted as it was read', async () => {
  expect(await insertRow(partition, 'b', { n: 1 })).toBe(true);
  expect(await insertRow(partition, 'b', { n: 2 })).toBe(false);
  const etag = (await readRow(partition, 'b'))?.etag ?? '';
  expect(await replaceRow(partition, 'b', { n: 3 }, etag)).toBe(true);
  expect(await replaceRow(partition, 'b', { n: 4 }, etag)).toBe(false);
  expect(await deleteRow(partition, 'b', etag)).toBe(false);
  expect(await readRow(partition, 'b')).toMatchObject({ n: 3 });
  expect(await deleteRow(partition, 'b')).toBe(true);
  expect(await replaceRow(partition, 'b', { n: 5 }, etag)).toBe(false);
});

test.each(['page404', 'redirect', 'page'] as const)(
  'what stands before storage does not tell that a row is not there (%s)',
  async (treatment) => {
    proxy.treat(() => treatment);
    await expect(readRow(partition, 'nobody')).rejects.toMatchObject({ status: 503 });
  },
);

test('a role that is missing, or not in effect yet, is said so, and asked for once', async () => {
  proxy.treat(() => 'forbid');
  await expect(readRow(partition, 'a')).rejects.toMatchObject({
    status: 503,
    message: expect.stringMatching(/does not admit the service/) as string,
    headers: { 'Retry-After': '30' },
  });
  expect(proxy.calls).toHaveLength(1);
});

test('a call waits as long as storage asks, but not for a minute: that the client is told', async () => {
  proxy.treat(() => 'refuseForAMinute');
  await expect(readRow(partition, 'a')).rejects.toMatchObject({
    status: 503,
    headers: { 'Retry-After': '60' },
  });
  expect(proxy.calls).toHaveLength(1);
  let calls = 0;
  proxy.treat(() => ((calls += 1) === 1 ? 'refuseForASecond' : 'pass'));
  expect(await readRow(partition, 'nobody')).toBeUndefined();
  expect(calls).toBe(2);
});

test('a query that storage can not go on with is a 503', async () => {
  proxy.treat(() => 'damagedToken');
  const filter = "PartitionKey eq 'acme'";
  const { next } = await readPage(partition, { filter });
  await expect(readPage(partition, { filter }, next)).rejects.toMatchObject({ status: 503 });
});
