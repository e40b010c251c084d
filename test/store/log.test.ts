import { beforeEach, describe, expect, test } from 'vitest';
import { deleteLogBefore } from '../../shared/store/deleteRows.ts';
import { logKey, logRange } from '../../shared/store/keys.ts';
import { documentPieceLength } from '../../shared/store/limits.ts';
import type { LogEntry } from '../../shared/store/logEntry.ts';
import { appendLog, appendLogs, loggedText, logRow, receiptKey } from '../../shared/store/logRow.ts';
import type { Partition } from '../../shared/store/partition.ts';
import { readLog, type LogRange, type LoggedEntry } from '../../shared/store/readLog.ts';
import { isTransaction, loseOnce } from '../support/storageProxy.ts';
import { allRows, collect, entryAt, openPartition, operationId } from '../support/store.ts';
import { useStorage } from '../support/useStorage.ts';

const { storage, proxy } = await useStorage();
let partition: Partition;
/** The same partition through the proxy. */
let watched: Partition;

beforeEach(async () => {
  partition = await openPartition(storage.connectionString);
  watched = await openPartition(proxy.connectionString, partition.tenant);
  proxy.forget();
});

const start = Date.parse('2026-03-01T12:00:00.000Z');

async function read(range: LogRange = {}): Promise<LoggedEntry[]> {
  return (await collect(readLog(partition, range))).flat();
}

/** Milliseconds behind `start`, of the entries found. */
async function timesOf(range: LogRange): Promise<number[]> {
  return (await read(range)).map(({ at }) => at - start);
}

describe('an entry comes back as it was written', () => {
  const written: [string, Partial<LogEntry>][] = [
    ['a change', {}],
    ['a change of the externalId', { changed: ['externalId'], previousExternalId: 'external-0' }],
    ['the end of an externalId', { externalId: undefined, previousExternalId: 'external-0' }],
    ['one of nobody', { userId: undefined, externalId: undefined, changed: [] }],
    [
      'with values',
      { values: { displayName: { old: 'A', new: 'B' }, title: { new: null }, x: { old: [1] } } },
    ],
    ['with values left out', { values: 'omitted' }],
    ['with a quote, a line separator and an emoji', { externalId: `'"\u2028\u{1F600}` }],
    [
      'a refusal',
      {
        action: 'refused',
        refusal: { operation: 'createUser', status: 409, scimType: 'uniqueness', detail: 'A sentence.' },
      },
    ],
    [
      'a refusal without scimType',
      {
        action: 'refused',
        refusal: { operation: 'patchUser', status: 404, scimType: undefined, detail: 'A sentence.' },
      },
    ],
  ];

  test.each(written)('%s', async (_, more) => {
    const entry = entryAt(start, more);
    await appendLog(partition, entry);
    expect(await read()).toEqual([{ ...entry, rowKey: receiptKey(entry) }]);
  });

  test('also in its row: who looks at the table itself finds the outcome', async () => {
    await appendLogs(partition, [entryAt(start), entryAt(start + 1, { action: 'refused' })]);
    const outcomes = [...(await allRows(partition)).values()].map(({ outcome }) => outcome);
    expect(outcomes).toEqual(['refused', 'success']);
  });
});

test('a row of the first release is read', async () => {
  const { table, tenant } = partition;
  const name = operationId();
  await table.createEntity({
    partitionKey: tenant,
    rowKey: logKey(start, name),
    format: 1,
    operationId: name,
    at: new Date(start),
    action: 'create',
    userId: 'user-1',
    changed: '["userName","active"]',
    requestId: 'request-1',
    credential: 'credential-1',
  });
  expect(await read()).toEqual([
    {
      rowKey: logKey(start, name),
      operationId: name,
      at: start,
      action: 'create',
      userId: 'user-1',
      externalId: undefined,
      changed: ['userName', 'active'],
      requestId: 'request-1',
      credential: { id: 'credential-1', label: undefined },
    },
  ]);
});

test.each([{ format: 3 }, { action: 'unheard-of' }])(
  'a row of a later release is refused: %j',
  async (more) => {
    const { table, tenant } = partition;
    const entry = entryAt(start);
    const row = { ...logRow(entry), ...more, partitionKey: tenant, rowKey: receiptKey(entry) };
    await table.createEntity(row);
    await expect(read()).rejects.not.toMatchObject({ name: 'ScimError' });
  },
);

describe('what is too long for a row', () => {
  const long = 'x'.repeat(documentPieceLength);

  test('values are left out, and the entry says so', async () => {
    await appendLog(partition, entryAt(start, { values: { displayName: { old: 'A', new: long } } }));
    expect((await read()).map(({ values }) => values)).toEqual(['omitted']);
  });

  test('values that just fit stay', async () => {
    const around = JSON.stringify({ displayName: { new: '' } }).length;
    const values = { displayName: { new: long.slice(around) } };
    await appendLog(partition, entryAt(start, { values }));
    expect((await read()).map((entry) => entry.values)).toEqual([values]);
  });

  test('of a list of attributes the beginning stays', async () => {
    const changed = Array.from({ length: 5_000 }, (_, n) => `attribute${n}`);
    await appendLog(partition, entryAt(start, { changed }));
    const [found = []] = (await read()).map((entry) => entry.changed);
    expect(found.length).toBeGreaterThan(1_000);
    expect(found).toEqual([...changed.slice(0, found.length - 1), '…']);
  });

  test("of a client's own text the beginning stays, and no half of a character", async () => {
    const externalId = `${'x'.repeat(999)}\u{1F600}`;
    await appendLog(partition, entryAt(start, { externalId, userId: long }));
    expect((await read()).map((entry) => [entry.externalId, entry.userId])).toEqual([
      ['x'.repeat(999), 'x'.repeat(1_000)],
    ]);
    expect(loggedText('short')).toBe('short');
  });
});

describe('a range of time', () => {
  beforeEach(async () => {
    await appendLogs(
      partition,
      [0, 1, 1, 2, 10_000].map((offset) => entryAt(start + offset)),
    );
  });

  test.each([
    [{}, [10_000, 2, 1, 1, 0]],
    [{ from: start + 1 }, [10_000, 2, 1, 1]],
    [{ to: start + 1 }, [0]],
    [{ to: start + 2 }, [1, 1, 0]],
    [{ from: start + 1, to: start + 2 }, [1, 1]],
    [{ from: start + 1, to: start + 1 }, []],
    [{ from: start + 10_001 }, []],
    [
      { from: Date.parse('0001-01-01T00:00:00Z'), to: Date.parse('9999-12-31T23:59:59Z') },
      [10_000, 2, 1, 1, 0],
    ],
  ])('%j: newest first, with its beginning and without its end', async (range, expected) => {
    expect(await timesOf(range)).toEqual(expected);
  });

  test('has entries of one millisecond in the order of their keys, on every page', async () => {
    const same = Array.from({ length: 20 }, () => entryAt(start + 500));
    await appendLogs(partition, same);
    const keys = same.map(receiptKey).toSorted();
    const range = { from: start + 500, to: start + 501 };
    expect((await read(range)).map(({ rowKey }) => rowKey)).toEqual(keys);
    const pages = await collect(readLog(partition, { ...range, pageSize: 3 }));
    expect(pages.flat().map(({ rowKey }) => rowKey)).toEqual(keys);
  });

  test('goes on behind a key', async () => {
    const [first, ...rest] = await read();
    expect(await read({ after: first?.rowKey })).toEqual(rest);
  });

  test('comes in pages', async () => {
    const pages = await collect(readLog(partition, { pageSize: 2 }));
    expect(pages.map((page) => page.length)).toEqual([2, 2, 1]);
  });

  test('holds no other rows', () => {
    const { from, to } = logRange(undefined, undefined);
    for (const key of ['c:x', 'e:x', 'i:x', 'k:!', 'n:x', 'u:x']) expect(key < from || key >= to).toBe(true);
  });
});

describe('entries that go with no change', () => {
  test.each([
    [1, 1],
    [100, 1],
    [250, 3],
    [0, 0],
  ])('%i are written with %i storage calls', async (count, calls) => {
    await appendLogs(
      watched,
      Array.from({ length: count }, (_, n) => entryAt(start + n)),
    );
    expect(proxy.calls).toHaveLength(calls);
    expect(await read()).toHaveLength(count);
  });

  test('large ones go in several transactions, each below 4 MiB', async () => {
    const values = { displayName: { new: '語'.repeat(29_000) } };
    await appendLogs(
      watched,
      Array.from({ length: 60 }, (_, n) => entryAt(start + n, { values })),
    );
    expect(proxy.calls.length).toBeLessThanOrEqual(4);
    for (const { body } of proxy.calls) expect(Buffer.byteLength(body)).toBeLessThan(4 * 1_024 * 1_024);
    expect(await read()).toHaveLength(60);
  });

  test.each([1, 2])('%i whose answer is lost are there once', async (count) => {
    proxy.treat(loseOnce((call) => call.method === 'PUT' || isTransaction(call)));
    const entries = Array.from({ length: count }, (_, n) => entryAt(start - n));
    await appendLogs(watched, entries);
    expect(proxy.calls).toHaveLength(2);
    expect((await read()).map((entry) => entry.operationId)).toEqual(
      entries.map((entry) => entry.operationId),
    );
  });
});

describe('deleting what is old', () => {
  test('takes what is older than the time, and nothing else of the partition', async () => {
    const { table, tenant } = partition;
    await appendLogs(
      partition,
      [-1, 0, 1].map((offset) => entryAt(start + offset)),
    );
    for (const rowKey of ['c:1', 'i:1', 'k:!', 'u:1'])
      await table.createEntity({ partitionKey: tenant, rowKey });
    await deleteLogBefore(partition, start);
    expect(await timesOf({})).toEqual([1, 0]);
    expect((await allRows(partition)).size).toBe(6);
  });

  test('goes a hundred at a time, over pages', async () => {
    await appendLogs(
      partition,
      Array.from({ length: 1_150 }, (_, n) => entryAt(start - n)),
    );
    await deleteLogBefore(watched, start - 99);
    expect(proxy.calls.filter(isTransaction)).toHaveLength(11);
    expect(await timesOf({})).toEqual(Array.from({ length: 100 }, (_, n) => (n === 0 ? 0 : -n)));
  });

  test('is not stopped by a lost answer, nor by somebody else who deletes', async () => {
    const entries = Array.from({ length: 150 }, (_, n) => entryAt(start - 1 - n));
    await appendLogs(partition, entries);
    const lose = loseOnce(isTransaction);
    let disturbed = false;
    proxy.treat(async (call) => {
      if (isTransaction(call) && !disturbed) {
        disturbed = true;
        const [gone] = entries.slice(120);
        if (gone !== undefined) await partition.table.deleteEntity(partition.tenant, receiptKey(gone));
      }
      return lose(call);
    });
    await deleteLogBefore(watched, start);
    expect(await read()).toEqual([]);
  });

  test('changes nothing where nothing is old', async () => {
    await appendLog(partition, entryAt(start));
    await deleteLogBefore(watched, start);
    expect(proxy.calls).toHaveLength(1);
    expect(await read()).toHaveLength(1);
  });
});
