import { deleteRows } from './deletePartition.ts';
import { logRange } from './keys.ts';
import { maxTransactionOperations } from './limits.ts';
import { readKeys, type Partition } from './partition.ts';

/**
 * Deletes the provisioning log's rows of the time before `time`, a storage call for every hundred. It may be abandoned
 * at any point and called again.
 *
 * @param time milliseconds since 1970. A day ago at the latest: the rows are the receipts of writes, too.
 */
export async function deleteLogBefore(partition: Partition, time: number): Promise<void> {
  for await (const keys of readKeys(partition, logRange(undefined, time))) {
    for (let start = 0; start < keys.length; start += maxTransactionOperations)
      await deleteRows(partition, keys.slice(start, start + maxTransactionOperations));
  }
}
