import type { TransactionAction } from '@azure/data-tables';
import { call, withDeadline, type Partition } from './partition.ts';
import { isMissingRow } from './storageError.ts';

/** Operations in one transaction of Table Storage. */
const atOnce = 100;

/** The keys of every row of a partition, whatever it is, as many at a time as one transaction can delete. */
export async function* keyBatches(partition: Partition): AsyncGenerator<readonly string[]> {
  for await (const keys of keyPages(partition)) {
    for (let start = 0; start < keys.length; start += atOnce) yield keys.slice(start, start + atOnce);
  }
}

/** Each page is asked for by itself: what is done between two of them may take longer than a call may. */
async function* keyPages(partition: Partition): AsyncGenerator<readonly string[]> {
  const { table, tenant } = partition;
  const queryOptions = { filter: `PartitionKey eq '${tenant}'`, select: ['RowKey'] };
  let continuationToken: string | undefined;
  do {
    const { signal } = withDeadline(partition);
    const pages = table
      .listEntities({ queryOptions, abortSignal: signal })
      .byPage({ maxPageSize: 1_000, ...(continuationToken === undefined ? {} : { continuationToken }) });
    const page = await call(partition, () => pages.next());
    if (page.done === true) return;
    yield page.value.map((row) => String(row.rowKey));
    ({ continuationToken } = page.value);
  } while (continuationToken !== undefined);
}

/** Deletes up to 100 rows. A row that is gone already, also by this call's own repetition, is no failure. */
export async function deleteRows(partition: Partition, rowKeys: readonly string[]): Promise<void> {
  const { table, tenant } = partition;
  const { signal } = withDeadline(partition);
  const actions = rowKeys.map((rowKey): TransactionAction => ['delete', { partitionKey: tenant, rowKey }]);
  try {
    await call(partition, () => table.submitTransaction(actions, { abortSignal: signal }));
  } catch (error) {
    if (!isMissingRow(error)) throw error;
    // A transaction fails for one missing row: those that are left go one by one.
    await Promise.all(rowKeys.map((rowKey) => deleteRow({ ...partition, signal }, rowKey)));
  }
}

async function deleteRow(partition: Partition, rowKey: string): Promise<void> {
  const { table, tenant, signal } = partition;
  try {
    await call(partition, () => table.deleteEntity(tenant, rowKey, { abortSignal: signal }));
  } catch (error) {
    if (!isMissingRow(error)) throw error;
  }
}
