import { createHash, randomUUID } from 'node:crypto';
import { pages, readKeyPage, readRow, type Partition } from '../store/partition.ts';
import type { Table } from '../store/tables.ts';
import { deleteRow, insertRow } from '../store/writeRows.ts';

/** One partition for all tenants: an assertion is used up everywhere. */
function assertionsPartition(table: Table, signal: AbortSignal): Partition {
  return { table, tenant: 'assertions', signal };
}

/** Identity of an assertion. */
export interface AssertionId {
  readonly issuer: string;
  /** Its `jti`, unique within the issuer (RFC 7519 §4.1.7). */
  readonly id: string;
  /** From when on it is refused in any case, so that it need not be stored. */
  readonly expires: Date;
}

/**
 * Marks an assertion as used, for every process on this storage.
 *
 * @returns false if it was used before.
 * @throws ScimError 503
 */
export async function useAssertion(
  table: Table,
  { issuer, id, expires }: AssertionId,
  signal: AbortSignal,
): Promise<boolean> {
  // Clients choose both; hashed, they have the form and length of a key.
  const rowKey = createHash('sha256')
    .update(JSON.stringify([issuer, id]))
    .digest('hex');
  const nonce = randomUUID();
  const partition = assertionsPartition(table, signal);
  if (await insertRow(partition, rowKey, { nonce, expires })) return true;
  // A repeated insert whose answer was lost is refused by its own row.
  return (await readRow(partition, rowKey))?.nonce === nonce;
}

/** Deletes the assertions that have expired. @returns their number. */
export async function deleteExpiredAssertions(table: Table, now: Date, signal: AbortSignal): Promise<number> {
  const partition = assertionsPartition(table, signal);
  const filter = `PartitionKey eq '${partition.tenant}' and expires lt datetime'${now.toISOString()}'`;
  let deleted = 0;
  for await (const keys of pages((next) => readKeyPage(partition, filter, next))) {
    for (const key of keys) await deleteRow(partition, key);
    deleted += keys.length;
  }
  return deleted;
}
