import { deleteRows } from '../store/deleteRows.ts';
import { pages, readKeyPage, readRow, type Partition } from '../store/partition.ts';
import type { Table } from '../store/tables.ts';
import { deleteRow, insertRow } from '../store/writeRows.ts';

/** A session as it is stored: under the hash of its secret, so that who reads storage can't use it. */
export interface StoredSession {
  readonly userId: string;
  /** Milliseconds since 1970. */
  readonly expires: number;
}

/** Each tenant's sessions have a partition of their own, apart from its users: they share no limit of storage. */
function sessionsOf(table: Table, tenant: string, signal: AbortSignal): Partition {
  return { table, tenant: `sessions:${tenant}`, signal };
}

/** @param hash SHA-256 of the secret, in hexadecimal digits. @throws ScimError 503 */
export async function insertSession(
  table: Table,
  tenant: string,
  hash: string,
  { userId, expires }: StoredSession,
  signal: AbortSignal,
): Promise<void> {
  // A repeated insert whose answer was lost is refused by its own row: nobody else has this hash.
  await insertRow(sessionsOf(table, tenant, signal), hash, { format: 1, userId, expires: new Date(expires) });
}

/** One storage call. @throws ScimError 503 */
export async function readSession(
  table: Table,
  tenant: string,
  hash: string,
  signal: AbortSignal,
): Promise<StoredSession | undefined> {
  const row = await readRow(sessionsOf(table, tenant, signal), hash);
  const expires = typeof row?.expires === 'string' ? Date.parse(row.expires) : Number.NaN;
  if (typeof row?.userId !== 'string' || Number.isNaN(expires)) return undefined;
  return { userId: row.userId, expires };
}

/** @throws ScimError 503 */
export async function deleteSession(
  table: Table,
  tenant: string,
  hash: string,
  signal: AbortSignal,
): Promise<void> {
  await deleteRow(sessionsOf(table, tenant, signal), hash);
}

/** Deletes the sessions of a tenant that have ended. @throws ScimError 503 */
export function deleteEndedSessions(
  table: Table,
  tenant: string,
  now: Date,
  signal: AbortSignal,
): Promise<void> {
  return deleteWhere(sessionsOf(table, tenant, signal), ` and expires lt datetime'${now.toISOString()}'`);
}

/** Deletes all sessions of a tenant. @throws ScimError 503 */
export function deleteSessions(table: Table, tenant: string, signal: AbortSignal): Promise<void> {
  return deleteWhere(sessionsOf(table, tenant, signal), '');
}

async function deleteWhere(partition: Partition, condition: string): Promise<void> {
  const filter = `PartitionKey eq '${partition.tenant}'${condition}`;
  for await (const keys of pages((next) => readKeyPage(partition, filter, next)))
    await deleteRows(partition, keys);
}
