import { logRange } from '../../store/keys.ts';
import { readRange, type Partition } from '../../store/partition.ts';

/** Calls that one count takes at most: each gives up to a thousand rows, or what storage finds in five seconds. */
export const maxPages = 5;

export interface RefusedCount {
  readonly count: number;
  /** Whether there may be more, because not all of the time was looked at. */
  readonly more: boolean;
}

/** How many writes a tenant's log says were refused since then. @param from milliseconds since 1970. */
export async function countRefused(partition: Partition, from: number): Promise<RefusedCount> {
  let pages = 0;
  let count = 0;
  const options = { pageSize: 1_000, conditions: ["action eq 'refused'"] };
  for await (const rows of readRange(partition, logRange(from, undefined), options)) {
    pages += 1;
    count += rows.length;
    if (pages === maxPages) return { count, more: true };
  }
  return { count, more: false };
}
