import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Delivery, maxQueuedRecords, type Sender } from './delivery.ts';
import type { RequestRecord } from './record.ts';
import { requestRecord } from '../../test/support/telemetryRecords.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Keeps what it is handed. */
function keeper(): Sender & { readonly kept: RequestRecord[] } {
  const kept: RequestRecord[] = [];
  return {
    kept,
    record: (record) => void kept.push(record),
    flush: () => Promise.resolve(),
  };
}

test('nothing is done while a request waits: records are handed over in a later turn', async () => {
  const sender = keeper();
  const delivery = new Delivery(() => Promise.resolve(sender));
  const [first, second] = [requestRecord(), requestRecord()];
  delivery.send(first);
  expect(sender.kept).toEqual([]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(sender.kept).toEqual([first]);
  delivery.send(second);
  expect(sender.kept).toEqual([first]);
  await vi.advanceTimersByTimeAsync(1);
  expect(sender.kept).toEqual([first, second]);
});

test('a burst is handed over whole, and by flush at once', async () => {
  const sender = keeper();
  const delivery = new Delivery(() => Promise.resolve(sender));
  const burst = Array.from({ length: 100 }, () => requestRecord());
  for (const record of burst) delivery.send(record);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(sender.kept).toEqual(burst);
  for (const record of burst) delivery.send(record);
  await delivery.flush();
  expect(sender.kept).toHaveLength(200);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(sender.kept).toHaveLength(200);
});

test('what can not be made into spans is an error of nobody, and the next record is', async () => {
  const sender = keeper();
  const record = (made: RequestRecord) => {
    if (made.status === 201) throw new RangeError('secret-nonsense');
    sender.record(made);
  };
  const delivery = new Delivery(() => Promise.resolve({ ...sender, record }));
  for (const status of [200, 201, 204]) delivery.send(requestRecord({ status }));
  await vi.advanceTimersByTimeAsync(1_000);
  delivery.send(requestRecord({ status: 201 }));
  await vi.advanceTimersByTimeAsync(1);
  expect(sender.kept.map(({ status }) => status)).toEqual([200, 204]);
  expect(delivery.complaint()).toEqual({ error: 'RangeError' });
});

test('what does not wait because too much waits already is counted', () => {
  const delivery = new Delivery(() => Promise.resolve(keeper()));
  for (let sent = 0; sent < maxQueuedRecords + 5; sent += 1) delivery.send(requestRecord());
  expect(delivery.complaint()).toEqual({ error: 'TelemetryDropped', lostRequests: 5 });
});

test('where there is nobody to send to, no more is tried', async () => {
  const begin = vi.fn<() => Promise<Sender | undefined>>(() => Promise.resolve(undefined));
  const delivery = new Delivery(begin);
  for (let sent = 0; sent < maxQueuedRecords + 5; sent += 1) {
    delivery.send(requestRecord());
    if (sent === 0) await vi.advanceTimersByTimeAsync(1_000);
  }
  await delivery.flush();
  expect(begin).toHaveBeenCalledTimes(1);
  expect(delivery.complaint()).toBeUndefined();
});

test('libraries that can not be loaded are told, and not loaded again', async () => {
  const begin = vi.fn<() => Promise<Sender>>(() =>
    Promise.reject(Object.assign(new Error('secret-nonsense'), { code: 'MODULE_NOT_FOUND' })),
  );
  const delivery = new Delivery(begin);
  delivery.send(requestRecord());
  await vi.advanceTimersByTimeAsync(1_000);
  delivery.send(requestRecord());
  await vi.advanceTimersByTimeAsync(1_000);
  expect(begin).toHaveBeenCalledTimes(1);
  expect(delivery.complaint()).toEqual({ error: 'Error MODULE_NOT_FOUND' });
});

test('complaints are a minute apart, and none is lost in between', async () => {
  const delivery = new Delivery((complaints) => {
    complaints.failed(new RangeError());
    const record = () => {
      complaints.failed(new TypeError());
    };
    return Promise.resolve({ record, flush: () => Promise.resolve() });
  });
  delivery.send(requestRecord());
  await delivery.flush();
  expect(delivery.complaint()).toEqual({ error: 'RangeError, TypeError' });
  delivery.send(requestRecord());
  await delivery.flush();
  expect(delivery.complaint()).toBeUndefined();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(delivery.complaint()).toEqual({ error: 'TypeError' });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(delivery.complaint()).toBeUndefined();
});

test('who never ends sending keeps nobody from ending', async () => {
  const delivery = new Delivery(() =>
    Promise.resolve({ ...keeper(), flush: () => new Promise<void>(() => undefined) }),
  );
  delivery.send(requestRecord());
  let ended = false;
  void delivery.flush().then(() => (ended = true));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(ended).toBe(false);
  await vi.advanceTimersByTimeAsync(4_000);
  expect(ended).toBe(true);
});
