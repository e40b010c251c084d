import { createHash, randomUUID } from 'node:crypto';
import { withTable } from '../store/missing.ts';
import { isMissingRow, isUnavailable, readRefusal, storageUnavailable } from '../store/storageError.ts';
import type { Table } from '../store/tables.ts';

/** One partition for all: an assertion that was used at one tenant is used up. */
const partitionKey = 'assertions';

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
  const options = { abortSignal: signal };
  try {
    await withTable(table, () => table.createEntity({ partitionKey, rowKey, nonce, expires }, options));
    return true;
  } catch (error) {
    if (readRefusal(error)?.status !== 409) throw isUnavailable(error) ? storageUnavailable(error) : error;
  }
  return (await storedNonce(table, rowKey, signal)) === nonce;
}

/** The SDK repeats an insert whose answer was lost, and is then refused by its own row. */
async function storedNonce(table: Table, rowKey: string, signal: AbortSignal): Promise<unknown> {
  try {
    return (await table.getEntity(partitionKey, rowKey, { abortSignal: signal })).nonce;
  } catch (error) {
    if (isMissingRow(error)) return undefined;
    throw isUnavailable(error) ? storageUnavailable(error) : error;
  }
}

/** Forgets the assertions that have expired by now. @returns how many there were. */
export async function deleteExpiredAssertions(table: Table, now: Date, signal: AbortSignal): Promise<number> {
  const filter = `PartitionKey eq '${partitionKey}' and expires lt datetime'${now.toISOString()}'`;
  const queryOptions = { filter, select: ['RowKey'] };
  let deleted = 0;
  try {
    for await (const { rowKey } of table.listEntities({ queryOptions, abortSignal: signal })) {
      await table.deleteEntity(partitionKey, rowKey ?? '', { abortSignal: signal }).catch(unlessMissing);
      deleted += 1;
    }
  } catch (error) {
    // Nobody has used anything of this deployment yet.
    if (readRefusal(error)?.code !== 'TableNotFound') throw error;
  }
  return deleted;
}

function unlessMissing(error: unknown): void {
  if (!isMissingRow(error)) throw error;
}
