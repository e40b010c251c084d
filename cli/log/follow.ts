import { setTimeout as wait } from 'node:timers/promises';
import { ScimError } from '../../shared/scim/error.ts';
import { isWanted, type LogFilter } from '../../shared/users/logFilter.ts';
import type { Partition } from '../../shared/store/partition.ts';
import type { LoggedEntry } from '../../shared/store/readLog.ts';
import { lastEntries } from './entries.ts';
import { LogFollower } from './follower.ts';

interface Following {
  readonly filter: LogFilter;
  /** Number of older entries to begin with. */
  readonly count: number;
  /** Time between two reads. */
  readonly intervalMs: number;
  /** Called when storage stops answering; reads go on. */
  readonly onTrouble: () => void;
}

/** Yields the newest entries and then new ones as they arrive, oldest first, until the partition's signal aborts. */
export async function* followLog(
  partition: Partition,
  { filter, count, intervalMs: interval, onTrouble }: Following,
): AsyncGenerator<readonly LoggedEntry[]> {
  const { signal } = partition;
  const follower = new LogFollower(partition);
  try {
    // In this order: an entry that arrives between the two reads is among the last, and a later one is fresh.
    await follower.fresh();
    const last = await lastEntries(partition, filter, count);
    follower.see(last);
    yield last;
    for (let trouble = false; ;) {
      await wait(interval, undefined, { signal });
      const fresh = await follower.fresh().catch((error: unknown) => {
        if (signal.aborted || !(error instanceof ScimError && error.status === 503)) throw error;
        return undefined;
      });
      if (fresh === undefined && !trouble) onTrouble();
      trouble = fresh === undefined;
      if (fresh === undefined) continue;
      yield fresh.filter((entry) => isWanted(filter, entry) && entry.at >= (filter.from ?? 0));
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
