import { maxTransactionOperations } from './limits.ts';
import { pages, readKeyPage, withDeadline, type Partition } from './partition.ts';
import { isMissingRow } from './storageError.ts';
import { submit, type RowChange } from './transaction.ts';
import { deleteRow } from './writeRow.ts';

/** The keys of every row of a partition, whatever it is, as many at a time as one transaction can delete. */
export async function* keyBatches(partition: Partition): AsyncGenerator<readonly string[]> {
  for await (const keys of keyPages(partition)) {
    for (let start = 0; start < keys.length; start += maxTransactionOperations)
      yield keys.slice(start, start + maxTransactionOperations);
  }
}

/** Each page has a call's time for itself: what is done between two of them may take longer than a call may. */
function keyPages(partition: Partition): AsyncGenerator<readonly string[]> {
  const filter = `PartitionKey eq '${partition.tenant}'`;
  return pages((next) => readKeyPage(withDeadline(partition), filter, next));
}

/** Deletes up to 100 rows. A row that is gone already, also by this call's own repetition, is no failure. */
export async function deleteRows(partition: Partition, rowKeys: readonly string[]): Promise<void> {
  const place = withDeadline(partition);
  const changes = rowKeys.map((rowKey): RowChange => ({ kind: 'delete', rowKey }));
  try {
    await submit(place, changes);
  } catch (error) {
    if (!isMissingRow(error)) throw error;
    // A transaction fails for one missing row: those that are left go one by one.
    await Promise.all(rowKeys.map((rowKey) => deleteRow(place, rowKey)));
  }
}
