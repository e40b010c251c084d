import { chunksOf } from './inParallel.ts';
import { maxTransactionOperations } from './limits.ts';
import { pages, readKeyPage, withDeadline, type Partition, readKeys } from './partition.ts';
import { isMissingRow } from './storageError.ts';
import { submit, type RowChange, deleteRow } from './writeRows.ts';
import { logRange } from './keys.ts';

/** The keys of all rows of a partition, as many at a time as one transaction can delete. */
export async function* keyBatches(partition: Partition): AsyncGenerator<readonly string[]> {
  for await (const keys of keyPages(partition)) yield* chunksOf(keys, maxTransactionOperations);
}

/** Each page has a deadline of its own: the work between two pages may take longer than a call. */
function keyPages(partition: Partition): AsyncGenerator<readonly string[]> {
  const filter = `PartitionKey eq '${partition.tenant}'`;
  return pages((next) => readKeyPage(withDeadline(partition), filter, next));
}

/**
 * Deletes rows, a storage call for every hundred. A row that is gone already, also by this call's own repetition, is no
 * failure.
 */
export async function deleteRows(partition: Partition, rowKeys: readonly string[]): Promise<void> {
  for (const some of chunksOf(rowKeys, maxTransactionOperations)) await deleteTogether(partition, some);
}

async function deleteTogether(partition: Partition, rowKeys: readonly string[]): Promise<void> {
  const place = withDeadline(partition);
  const changes = rowKeys.map((rowKey): RowChange => ({ kind: 'delete', rowKey }));
  try {
    await submit(place, changes);
  } catch (error) {
    if (!isMissingRow(error)) throw error;
    // A transaction fails for one missing row: the others are deleted one by one.
    await Promise.all(rowKeys.map((rowKey) => deleteRow(place, rowKey)));
  }
}

/**
 * Deletes the provisioning log's rows of the time before `time`, a storage call for every hundred. It may be abandoned
 * at any point and called again.
 *
 * @param time milliseconds since 1970. A day ago at the latest: the rows are the receipts of writes, too.
 */
export async function deleteLogBefore(partition: Partition, time: number): Promise<void> {
  for await (const keys of readKeys(partition, logRange(undefined, time))) await deleteRows(partition, keys);
}
