import { TableClient, type TransactionAction } from '@azure/data-tables';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTableServer, type RunningTableServer } from '../../../cli/host/azurite.ts';
import { loadAzurite } from '../../../cli/host/tables/azuriteModules.ts';
import { openDatabase } from '../../../cli/host/tables/database.ts';
import { Clock, type Entity } from '../../../cli/host/tables/entity.ts';
import { TableStore } from '../../../cli/host/tables/tableStore.ts';

let server: RunningTableServer;
beforeAll(async () => {
  server = await startTableServer({ port: 0, hostname: '127.0.0.1', location: undefined });
});
afterAll(() => server.close());

async function newTable(name: string): Promise<TableClient> {
  const table = TableClient.fromConnectionString(server.connectionString, name, {
    allowInsecureConnection: true,
    retryOptions: { maxRetries: 0 },
  });
  await table.createTable();
  return table;
}

async function rowKeys(table: TableClient, filter?: string): Promise<unknown[]> {
  const keys: unknown[] = [];
  for await (const entity of table.listEntities(filter === undefined ? {} : { queryOptions: { filter } }))
    keys.push(entity.rowKey);
  return keys;
}

describe('faults of Azurite that Azure does not have', () => {
  test('transactions at the same time wait for each other', async () => {
    const table = await newTable('overlap');
    const transaction = (n: number): TransactionAction[] =>
      Array.from({ length: 20 }, (_, i) => ['create', { partitionKey: 'p', rowKey: `${n}-${i}` }]);
    await Promise.all(Array.from({ length: 12 }, (_, n) => table.submitTransaction(transaction(n))));
    expect(await rowKeys(table)).toHaveLength(240);
  });

  test('a table has its name in every case', async () => {
    const table = await newTable('MixedCase');
    await table.createEntity({ partitionKey: 'p', rowKey: 'r' });
    const other = TableClient.fromConnectionString(server.connectionString, 'mixedcase', {
      allowInsecureConnection: true,
    });
    expect(await rowKeys(other)).toEqual(['r']);
  });

  test('a transaction that Azurite gives up keeps nobody waiting, and nothing of it', async () => {
    const database = openDatabase(undefined, () => undefined);
    const store = new TableStore(loadAzurite(), database);
    await store.createTable({}, { account: 'a', table: 't' });
    await store.beginBatchTransaction('one');
    await store.insertTableEntity({}, 't', 'a', entityOf('p', 'half'), 'one');
    const waited = store.insertTableEntity({}, 't', 'a', entityOf('p', 'whole'));
    await waited;
    const [entities] = await store.queryTableEntities({}, 'a', 't', {});
    expect(entities.map((entity) => entity.RowKey)).toEqual(['whole']);
    await expect(store.insertTableEntity({}, 't', 'a', entityOf('p', 'late'), 'one')).rejects.toThrow(
      'The transaction of this operation has ended',
    );
    database.close();
  });

  test('two changes in one millisecond have two ETags, and later ones are greater', () => {
    const clock = new Clock();
    const stamped = [
      '2026-01-02T03:04:05.6789999Z',
      '2026-01-02T03:04:05.6780000Z',
      '2026-01-02T03:04:05.6785000Z',
    ];
    const entities = stamped.map((time) => ({ ...entityOf('p', 'r'), lastModifiedTime: time }));
    for (const entity of entities) clock.stamp(entity);
    expect(entities.map((entity) => entity.lastModifiedTime)).toEqual([
      '2026-01-02T03:04:05.6789999Z',
      '2026-01-02T03:04:05.6790000Z',
      '2026-01-02T03:04:05.6790001Z',
    ]);
    expect(new Set(entities.map((entity) => entity.eTag)).size).toBe(3);
  });
});

test('a page has 1,000 entities at most, and a token for the rest, in the order of UTF-16', async () => {
  const table = await newTable('pages');
  const keys = Array.from(
    { length: 1_203 },
    (_, i) => `${i % 2 === 0 ? '😀' : '～'}${String(i).padStart(4, '0')}`,
  );
  for (let at = 0; at < keys.length; at += 100)
    await table.submitTransaction(
      keys.slice(at, at + 100).map((rowKey) => ['create', { partitionKey: 'p', rowKey }]),
    );
  const sizes: number[] = [];
  const found: unknown[] = [];
  for await (const page of table.listEntities().byPage()) {
    sizes.push(page.length);
    found.push(...page.map((entity) => entity.rowKey));
  }
  expect(sizes).toEqual([1_000, 203]);
  expect(found).toEqual([...keys].sort());
});

test('a query that takes too long answers with what it has, and a token to go on', async () => {
  const database = openDatabase(undefined, () => undefined);
  const store = new TableStore(loadAzurite(), database, { queryLimitMs: 0 });
  await store.createTable({}, { account: 'a', table: 't' });
  for (let i = 0; i < 50; i += 1)
    await store.insertTableEntity({}, 't', 'a', { ...entityOf('p', String(i).padStart(2, '0')) });
  const found: string[] = [];
  let pages = 0;
  let next: [string | undefined, string | undefined] = [undefined, undefined];
  do {
    const [entities, partitionKey, rowKey] = await store.queryTableEntities(
      {},
      'a',
      't',
      { filter: "RowKey ge '03' and n ne 5", top: 4 },
      ...next,
    );
    found.push(...entities.map((entity) => entity.RowKey));
    next = [partitionKey, rowKey];
    pages += 1;
  } while (next[0] !== undefined);
  expect(found).toHaveLength(47);
  expect(pages).toBeGreaterThanOrEqual(10);
  database.close();
});

function entityOf(partitionKey: string, rowKey: string): Entity {
  const lastModifiedTime = '2026-01-02T03:04:05.6780000Z';
  return {
    PartitionKey: partitionKey,
    RowKey: rowKey,
    properties: { n: 1 },
    lastModifiedTime,
    eTag: `W/"datetime'${encodeURIComponent(lastModifiedTime)}'"`,
  };
}
