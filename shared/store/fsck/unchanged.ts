import { afterLostRace, backOff } from '../backOff.ts';
import { readRow, type Partition, type StoredRow } from '../partition.ts';
import { chunksOf } from '../inParallel.ts';
import { maxTransactionOperations } from '../limits.ts';
import { submit, unlessConflict, type RowChange } from '../writeRows.ts';

/** How often something is looked at that changes meanwhile. */
const maxTries = 30;

/**
 * What `look` finds while a row stays as it is: every write of what is looked at changes that row. If somebody wrote meanwhile,
 * it looks again.
 *
 * @returns undefined if somebody wrote each time.
 */
export async function whileUnchanged<Found>(
  partition: Partition,
  rowKey: string,
  look: (row: StoredRow | undefined) => Promise<Found>,
): Promise<Found | undefined> {
  let before = await readRow(partition, rowKey);
  for (let tries = 0; tries < maxTries; tries += 1) {
    const found = await look(before);
    const after = await readRow(partition, rowKey);
    if (after?.etag === before?.etag) return found;
    await backOff(tries, afterLostRace, { signal: partition.signal });
    before = await readRow(partition, rowKey);
  }
  return undefined;
}

/**
 * Makes changes that depend on rows as they were read: in one transaction, unless many rows are to be deleted.
 *
 * @returns false if a row is not as it was read.
 */
export function written(partition: Partition, changes: readonly RowChange[]): Promise<boolean> {
  return unlessConflict(async () => {
    for (const chunk of chunksOf(changes, maxTransactionOperations)) await submit(partition, chunk);
  });
}
