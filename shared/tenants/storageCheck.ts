import { pages, readKeyPage, readStorageTime, type Partition } from '../store/partition.ts';
import type { Table } from '../store/tables.ts';
import { newestForm, tenantsPartition } from './tenantStore.ts';

/** What storage said of itself. */
export interface StorageLook {
  /** Its own time by the Date header, in milliseconds; undefined where it sent none. */
  readonly time: number | undefined;
  /**
   * Whether tenants stand in it that a later release has written: this one can't read them. Undefined where not all
   * tenants were seen in time.
   */
  readonly laterForm: boolean | undefined;
}

/**
 * Looks at the tenants' table: for one row, and for rows of a later form, for which storage looks through all of them.
 * Where the time is over before it is through, storage has answered all the same, and nothing is known of the form. A
 * table that is not there yet is a new deployment: nothing in it is wrong.
 *
 * @throws whatever storage refuses with, or an abort.
 */
export async function lookAtStorage(table: Table, signal: AbortSignal): Promise<StorageLook> {
  const partition = tenantsPartition(table, signal);
  // There is no tenant of this name, and looking for it needs permission.
  const time = await readStorageTime(partition, '-');
  const laterForm = await holdsLaterForm(partition).catch((error: unknown) => {
    if (signal.aborted) return undefined;
    throw error;
  });
  return { time, laterForm };
}

/** The tenants' rows tell for all: a release that changes the form of the users' rows raises theirs too. */
async function holdsLaterForm(partition: Partition): Promise<boolean> {
  const filter = `PartitionKey eq '${partition.tenant}' and format gt ${newestForm}`;
  for await (const keys of pages((next) => readKeyPage(partition, filter, next, 1)))
    if (keys.length > 0) return true;
  return false;
}
