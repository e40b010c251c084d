import { logPage } from '../../shared/users/provisioningLog.ts';
import type { LogFilter } from '../../shared/users/logFilter.ts';
import { withDeadline, type Partition } from '../../shared/store/partition.ts';
import type { LoggedEntry } from '../../shared/store/readLog.ts';

/** Entries of one storage page. */
const storagePageSize = 1_000;

/** The newest `count` matching entries, oldest first, however old they are. */
export async function lastEntries(
  partition: Partition,
  filter: LogFilter,
  count: number,
): Promise<readonly LoggedEntry[]> {
  const entries: LoggedEntry[] = [];
  let after: string | undefined;
  do {
    const left = Math.min(storagePageSize, count - entries.length);
    const page = await logPage(withDeadline(partition), filter, left, after);
    entries.push(...page.entries);
    after = page.next;
  } while (after !== undefined && entries.length < count);
  return entries.toReversed();
}
