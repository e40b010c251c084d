import { setTimeout as wait } from 'node:timers/promises';
import { ScimError } from '../../shared/scim/error.ts';
import { isWanted, type LogFilter } from '../../shared/users/log/filter.ts';
import type { Partition } from '../../shared/store/partition.ts';
import type { LoggedEntry } from '../../shared/store/readLog.ts';
import { lastEntries } from './entries.ts';
import { LogFollower } from './follower.ts';

interface Following {
  readonly filter: LogFilter;
  /** Entries to begin with. */
  readonly count: number;
  /** Milliseconds between two looks. */
  readonly intervalMs: number;
  /** Is told when storage has ceased to answer: it is asked again and again. */
  readonly onTrouble: () => void;
}

/** The newest entries and then, as they come, the new ones, oldest first, until the partition's signal says to stop. */
export async function* followLog(
  partition: Partition,
  { filter, count, intervalMs: interval, onTrouble }: Following,
): AsyncGenerator<readonly LoggedEntry[]> {
  const { signal } = partition;
  const follower = new LogFollower(partition);
  try {
    // In this order: what comes between the two is among the last, and what comes later is fresh.
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
