import { afterAll, beforeAll, expect, test } from 'vitest';
import { logPage } from '../../shared/users/provisioningLog.ts';
import type { Action } from '../../shared/store/logEntry.ts';
import { appendLogs } from '../../shared/store/logRow.ts';
import { entryOf, openPartition, startStorage, storedUser, type TestStorage } from '../support/store.ts';

let storage: TestStorage;
beforeAll(async () => {
  storage = await startStorage();
});
afterAll(() => storage.close());

/** Actions that take their time to be compared, more than others wait for their turn. */
class SlowActions extends Set<Action> {
  readonly #onCompared: () => void;

  constructor(onCompared: () => void) {
    super();
    this.#onCompared = onCompared;
  }

  override has(): boolean {
    const end = performance.now() + 30;
    while (performance.now() < end);
    this.#onCompared();
    return true;
  }
}

async function slowPage(signal: AbortSignal, onCompared: () => void) {
  const partition = await openPartition(storage.connectionString);
  const user = storedUser({ userName: 'jane' });
  const entries = Array.from({ length: 3 }, () => entryOf('update', user));
  await appendLogs(partition, entries);
  const actions = new SlowActions(onCompared);
  return logPage({ ...partition, signal }, { from: undefined, to: undefined, user: undefined, actions }, 10);
}

test('a page that takes long lets others have their turn', async () => {
  let turns = 0;
  const seen: number[] = [];
  const page = await slowPage(new AbortController().signal, () => {
    seen.push(turns);
    setImmediate(() => (turns += 1));
  });
  expect(page.entries).toHaveLength(3);
  expect(seen).toEqual([0, 1, 2]);
});

test("a page ends with its request's time", async () => {
  const stopping = new AbortController();
  const page = slowPage(stopping.signal, () => {
    stopping.abort();
  });
  await expect(page).rejects.toMatchObject({ status: 503 });
});
