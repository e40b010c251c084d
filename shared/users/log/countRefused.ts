import { logRange } from '../../store/keys.ts';
import { readRange, type Partition } from '../../store/partition.ts';

/** Maximum calls of one count: each gives up to a thousand rows, or those that storage finds in five seconds. */
export const maxPages = 5;

export interface RefusedCount {
  readonly count: number;
  /** Whether there may be more, because the count has ended early. */
  readonly more: boolean;
}

/** Counts the refused writes in a tenant's log. @param from milliseconds since 1970. */
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
