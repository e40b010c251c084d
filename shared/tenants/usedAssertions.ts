import { createHash, randomUUID } from 'node:crypto';
import { pages, readKeyPage, readRow, type Partition } from '../store/partition.ts';
import type { Table } from '../store/tables.ts';
import { deleteRow, insertRow } from '../store/transaction.ts';

/** One partition for all: an assertion that was used at one tenant is used up. */
function assertionsPartition(table: Table, signal: AbortSignal): Partition {
  return { table, tenant: 'assertions', signal };
}

/** By what an assertion is known again. */
export interface AssertionId {
  readonly issuer: string;
  /** Its `jti`, unique within the issuer (RFC 7519 §4.1.7). */
  readonly id: string;
  /** From when on it would be refused in any case, so that it need not be remembered. */
  readonly expires: Date;
}

/**
 * Uses an assertion up: every process on this storage knows it from now on.
 *
 * @returns false where it was used before.
 * @throws ScimError 503
 */
export async function useAssertion(
  table: Table,
  { issuer, id, expires }: AssertionId,
  signal: AbortSignal,
): Promise<boolean> {
  // Both come from outside: hashed, they have the form and length of a key.
  const rowKey = createHash('sha256')
    .update(JSON.stringify([issuer, id]))
    .digest('hex');
  const nonce = randomUUID();
  const partition = assertionsPartition(table, signal);
  if (await insertRow(partition, rowKey, { nonce, expires })) return true;
  // An insert whose answer was lost is repeated, and is then refused by its own row.
  return (await readRow(partition, rowKey))?.nonce === nonce;
}

/** Forgets the assertions that have expired by now. @returns how many there were. */
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
