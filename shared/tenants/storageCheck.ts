import { pages, readKeyPage, readStorageTime, type Partition } from '../store/partition.ts';
import type { Table } from '../store/tables.ts';
import { newestForm, tenantsPartition, readTenant } from './tenantStore.ts';

/** Result of a look at storage. */
export interface StorageLook {
  /** Storage's clock from the Date header, in milliseconds; undefined if it sent none. */
  readonly time: number | undefined;
  /**
   * Whether there are tenants of a later release, which this one can't read. Undefined if not all were seen in time.
   */
  readonly laterForm: boolean | undefined;
}

/**
 * Looks at the tenants' table: at one row, and for rows of a later format, for which storage scans all rows. If the
 * time ends before the scan, storage counts as answering, and the format is unknown. A missing table is a new
 * deployment and no error.
 *
 * @throws errors of storage, or the abort.
 */
export async function lookAtStorage(table: Table, signal: AbortSignal): Promise<StorageLook> {
  const partition = tenantsPartition(table, signal);
  // No tenant can have this name, but reading it needs the permission.
  const time = await readStorageTime(partition, '-');
  const laterForm = await holdsLaterForm(partition).catch((error: unknown) => {
    if (signal.aborted) return undefined;
    throw error;
  });
  return { time, laterForm };
}

/** The tenants' rows speak for all: a release that changes the users' format raises theirs too. */
async function holdsLaterForm(partition: Partition): Promise<boolean> {
  const filter = `PartitionKey eq '${partition.tenant}' and format gt ${newestForm}`;
  for await (const keys of pages((next) => readKeyPage(partition, filter, next, 1)))
    if (keys.length > 0) return true;
  return false;
}

/** Timeout of the probe. */
const probeTimeoutMs = 3_000;

/**
 * Whether the tenants' table can be reached and read. One storage call.
 *
 * @throws ScimError 503
 */
export async function probeTenants(open: () => Promise<Table>): Promise<void> {
  // No tenant can have this name, but reading it needs the permission.
  await readTenant(await open(), '-', AbortSignal.timeout(probeTimeoutMs));
}
