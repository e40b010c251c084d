import { chunksOf } from '../inParallel.ts';
import { maxTransactionOperations } from '../limits.ts';
import type { Partition } from '../partition.ts';
import { isConflict } from '../storageError.ts';
import { submit, type RowChange } from '../writeRows.ts';

/**
 * Makes changes that depend on rows as they were read: in one transaction, unless many rows are to be deleted.
 *
 * @returns false if a row is not as it was read.
 */
export async function written(partition: Partition, changes: readonly RowChange[]): Promise<boolean> {
  try {
    for (const chunk of chunksOf(changes, maxTransactionOperations)) await submit(partition, chunk);
    return true;
  } catch (error) {
    if (isConflict(error)) return false;
    throw error;
  }
}
