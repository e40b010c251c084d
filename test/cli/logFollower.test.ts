import { beforeEach, expect, test } from 'vitest';
import { followLog } from '../../cli/log/follow.ts';
import { LogFollower } from '../../cli/log/follower.ts';
import { lastEntries } from '../../cli/log/entries.ts';
import type { LogFilter } from '../../shared/users/logFilter.ts';
import type { LogEntry } from '../../shared/store/logEntry.ts';
import { appendLogs } from '../../shared/store/logRow.ts';
import type { Partition } from '../../shared/store/partition.ts';
import { openPartition, operationId } from '../support/store.ts';
import { useStorage } from '../support/useStorage.ts';

const { storage, proxy } = await useStorage();
let partition: Partition;
let follower: LogFollower;
/** What this machine's clock says. */
let now: number;

beforeEach(async () => {
  partition = await openPartition(storage.connectionString);
  now = start + 1_000_000;
  follower = new LogFollower(await openPartition(proxy.connectionString, partition.tenant), () => now);
});

const start = Date.parse('2026-03-01T12:00:00.000Z');

/** Writes entries of so many seconds behind `start`; `n` names each. */
async function log(...seconds: number[]): Promise<void> {
  const entries = seconds.map((second): LogEntry => ({
    operationId: operationId(),
    at: start + second * 1_000,
    action: 'update',
    userId: String(second),
    externalId: undefined,
    changed: [],
    requestId: 'request-1',
    credential: { id: 'credential-1', label: 'Test' },
  }));
  await appendLogs(partition, entries);
}

const everything: LogFilter = { from: undefined, to: undefined, user: undefined, actions: undefined };

const fresh = async () => (await follower.fresh()).map(({ userId }) => Number(userId));

test('what is new comes once, oldest first', async () => {
  expect(await fresh()).toEqual([]);
  await log(1, 2);
  expect(await fresh()).toEqual([1, 2]);
  expect(await fresh()).toEqual([]);
  await log(4, 3);
  expect(await fresh()).toEqual([3, 4]);
  expect(await fresh()).toEqual([]);
});

test('what was there before comes only from the last two minutes', async () => {
  await log(0, 100, 220);
  expect(await fresh()).toEqual([100, 220]);
  expect(await fresh()).toEqual([]);
});

test('what comes late, up to two minutes, is not missed and comes once', async () => {
  await log(0, 500);
  await fresh();
  await log(381, 499, 501);
  expect(await fresh()).toEqual([381, 499, 501]);
  await log(502);
  expect(await fresh()).toEqual([502]);
  expect(await fresh()).toEqual([]);
});

test('what was read elsewhere does not come again', async () => {
  await log(1, 2);
  expect(await fresh()).toEqual([1, 2]);
  await log(3);
  follower.see(await lastEntries(partition, everything, 5));
  await log(4);
  expect(await fresh()).toEqual([4]);
});

test('in an empty log everything is new from the first look on, however long the next one takes', async () => {
  expect(await fresh()).toEqual([]);
  await log(0, 100, 300, 600);
  expect(await fresh()).toEqual([0, 100, 300, 600]);
  await log(601);
  expect(await fresh()).toEqual([601]);
});

test('an empty log whose first look fails is not taken for one that was looked at', async () => {
  proxy.treat(() => 'cut');
  await expect(follower.fresh()).rejects.toMatchObject({ status: 503 });
  proxy.treat(() => 'pass');
  await log(0, 600);
  expect(await fresh()).toEqual([600]);
});

test('an entry of a clock that is ahead hides no other one', async () => {
  now = start;
  await log(-5);
  await fresh();
  await log(600);
  expect(await fresh()).toEqual([600]);
  await log(1, 2);
  expect(await fresh()).toEqual([1, 2]);
  now = start + 470_000;
  await log(300, 470);
  expect(await fresh()).toEqual([300, 470]);
  await log(471);
  expect(await fresh()).toEqual([471]);
});

test('an entry of a clock that is ahead, at the first look, makes no old one a new one', async () => {
  now = start;
  await log(-200, -60, -1, 600);
  expect(await fresh()).toEqual([-60, -1, 600]);
  await log(0);
  expect(await fresh()).toEqual([0]);
});

test('entries of one millisecond come in the order of the log, turned round', async () => {
  await log(...Array.from({ length: 20 }, () => 7));
  const names = (await follower.fresh()).map(({ operationId }) => operationId);
  expect(names).toEqual(names.toSorted().toReversed());
  const last = await lastEntries(partition, everything, 20);
  expect(last.map(({ operationId }) => operationId)).toEqual(names);
});

test('very many are taken for seen', async () => {
  await log(0);
  const [entry] = await lastEntries(partition, everything, 1);
  if (entry !== undefined) follower.see(Array.from({ length: 200_000 }, () => entry));
  expect(await fresh()).toEqual([]);
});

test('many at once come whole', async () => {
  await log(0);
  await fresh();
  const seconds = Array.from({ length: 2_300 }, (_, n) => 1 + n / 1_000);
  await log(...seconds);
  expect(await fresh()).toHaveLength(2_300);
  expect(await fresh()).toEqual([]);
});

test('nothing is lost by a look that fails', async () => {
  await log(1);
  await fresh();
  await log(2);
  proxy.treat(() => 'cut');
  await expect(follower.fresh()).rejects.toMatchObject({ status: 503 });
  proxy.treat(() => 'pass');
  expect(await fresh()).toEqual([2]);
});

test('following goes on when storage is back, says once that it was away, and ends with the signal', async () => {
  const stopping = new AbortController();
  const watched = await openPartition(proxy.connectionString, partition.tenant);
  let troubles = 0;
  const onTrouble = () => {
    troubles += 1;
    let calls = 0;
    // Each look takes the four calls that the client library makes of one; the second one fails, too.
    proxy.treat(() => ((calls += 1) > 4 ? 'pass' : 'cut'));
  };
  await log(1, 2, 3);
  const following = followLog(
    { ...watched, signal: stopping.signal },
    { filter: everything, count: 2, intervalMs: 1, onTrouble },
  );
  const next = async () => {
    for (;;) {
      const found = await following.next();
      if (found.done === true) return 'ended';
      if (found.value.length > 0) return found.value.map(({ userId }) => Number(userId));
    }
  };
  expect(await next()).toEqual([2, 3]);
  await log(4);
  proxy.treat(() => 'cut');
  expect(await next()).toEqual([4]);
  expect(troubles).toBe(1);
  await log(5);
  expect(await next()).toEqual([5]);
  stopping.abort();
  expect(await next()).toBe('ended');
});
