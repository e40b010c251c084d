import { afterAll, beforeAll, expect, test } from 'vitest';
import { countRefused, maxPages } from '../../shared/store/readLog.ts';
import type { Action, LogEntry } from '../../shared/store/logEntry.ts';
import { appendLogs } from '../../shared/store/logRow.ts';
import { openPartition, operationId, startStorage, type TestStorage } from '../support/store.ts';

let storage: TestStorage;
beforeAll(async () => {
  storage = await startStorage();
});
afterAll(() => storage.close());

const now = Date.parse('2026-06-02T12:00:00.000Z');
const day = 24 * 3_600_000;

function entries(count: number, action: Action, at: number): LogEntry[] {
  return Array.from({ length: count }, () => ({
    ...{ operationId: operationId(), at, action, userId: 'u', externalId: undefined },
    ...{ changed: [], requestId: 'r', credential: { id: 'c', label: undefined } },
  }));
}

test('counts what was refused since then, and nothing else', async () => {
  const partition = await openPartition(storage.connectionString, 'few');
  expect(await countRefused(partition, now - day)).toEqual({ count: 0, more: false });
  await appendLogs(partition, [
    ...entries(2, 'refused', now - day),
    ...entries(3, 'refused', now),
    ...entries(4, 'update', now),
    ...entries(5, 'refused', now - day - 1),
  ]);
  expect(await countRefused(partition, now - day)).toEqual({ count: 5, more: false });
});

test('looks at so many that it is bounded, and says that there may be more', async () => {
  const partition = await openPartition(storage.connectionString, 'many');
  await appendLogs(partition, entries(maxPages * 1_000 + 1, 'refused', now));
  expect(await countRefused(partition, now - day)).toEqual({ count: maxPages * 1_000, more: true });
}, 60_000);
