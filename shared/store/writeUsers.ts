import { cardNumberPath } from '../scim/schema/uniflow.ts';
import type { StoredResource } from '../scim/represent.ts';
import { idKey, markerKey } from './keys.ts';
import type { LogEntry } from './logRow.ts';
import { readRow, type Partition, type StoredRow } from './partition.ts';
import type { ReadUser } from './readUsers.ts';
import { userRowKeys, userRows } from './rows.ts';
import { receipt, submitWithReceipt } from './submitWithReceipt.ts';
import type { RowChange } from './transaction.ts';
import { uniquenessConflict } from '../scim/errors/user.ts';

/** `stale`: a user has changed or gone since it was read, or since it stood in the way; nothing was written. */
export type WriteResult = 'written' | 'stale';

/**
 * Stores a new user: every row of it, its log row and its counting marker, in one transaction and one storage call.
 *
 * @throws ScimError 409 `uniqueness` where its externalId, userName or card is another user's.
 */
export async function insertUser(
  partition: Partition,
  user: StoredResource,
  entry: LogEntry,
): Promise<WriteResult> {
  const rows = [...userRows(user)].map(([rowKey, row]): RowChange => ({ kind: 'create', rowKey, row }));
  return write(partition, user.id, entry, [receipt(entry), ...rows, marker(entry, 1)]);
}

/**
 * Replaces a user: rows that both the old and the new one have are replaced, others made or deleted. Conditional on
 * the row by id, which stands first so that a lost race is told from a clash.
 *
 * @throws ScimError 409 `uniqueness`.
 */
export async function replaceUser(
  partition: Partition,
  old: ReadUser,
  user: StoredResource,
  entry: LogEntry,
): Promise<WriteResult> {
  const before = userRowKeys(old.user);
  const after = userRows(user);
  const conditionalKey = idKey(user.id);
  const written = [...after].map(([rowKey, row]): RowChange => {
    if (!before.has(rowKey)) return { kind: 'create', rowKey, row };
    return { kind: 'replace', rowKey, row, etag: rowKey === conditionalKey ? old.etag : '*' };
  });
  const deleted = [...before]
    .filter((rowKey) => !after.has(rowKey))
    .map((rowKey): RowChange => ({ kind: 'delete', rowKey }));
  const [conditional, others] = [
    written.filter(({ rowKey }) => rowKey === conditionalKey),
    written.filter(({ rowKey }) => rowKey !== conditionalKey),
  ];
  return write(partition, user.id, entry, [...conditional, receipt(entry), ...deleted, ...others]);
}

/**
 * Deletes every row of a user. What stays is its log row, by which a repeated delete recognises its own success. On
 * condition that the row by id is the one that was read: a user deleted while somebody adds a card or an address would
 * leave that row behind, and a row is a uniqueness.
 */
export async function deleteUser(partition: Partition, old: ReadUser, entry: LogEntry): Promise<WriteResult> {
  return write(partition, old.user.id, entry, deletionOf(old, entry));
}

/** All that is written when a user is deleted who is in no group. */
export function deletionOf({ user, etag }: ReadUser, entry: LogEntry): readonly RowChange[] {
  const conditionalKey = idKey(user.id);
  const deleted = [...userRowKeys(user)].map((rowKey): RowChange => {
    return { kind: 'delete', rowKey, etag: rowKey === conditionalKey ? etag : '*' };
  });
  return [...deleted, receipt(entry), marker(entry, -1)];
}

function marker(entry: LogEntry, delta: 1 | -1): RowChange {
  return { kind: 'create', rowKey: markerKey(entry.operationId), row: { delta } };
}

async function write(
  partition: Partition,
  userId: string,
  entry: LogEntry,
  changes: readonly RowChange[],
): Promise<WriteResult> {
  const result = await submitWithReceipt(partition, entry, changes);
  return result === 'written' ? result : clashOrStale(partition, userId, result.existing);
}

/**
 * A row to be made is there already. Another user's: a clash. This user's own: somebody else was quicker to make it.
 *
 * @param existing the one that was refused; all that were to be made if storage did not say which.
 */
async function clashOrStale(
  partition: Partition,
  userId: string,
  existing: readonly RowChange[],
): Promise<WriteResult> {
  const made = existing.filter(({ rowKey }) => clashing[rowKey.charAt(0)] !== undefined);
  const holders = await Promise.all(
    made.map(async ({ rowKey }) => ({ rowKey, holder: await readRow(partition, rowKey) })),
  );
  const clash = holders.find(({ holder }) => isOfAnother(holder, userId));
  if (clash === undefined) return 'stale';
  throw uniquenessConflict(clashing[clash.rowKey.charAt(0)] ?? '', String(clash.holder?.id));
}

function isOfAnother(holder: StoredRow | undefined, userId: string): boolean {
  return holder !== undefined && holder.id !== userId;
}

/** The attribute whose uniqueness a row is, by the first letter of its key. */
const clashing: Readonly<Record<string, string>> = {
  u: 'externalId',
  n: 'userName',
  c: cardNumberPath,
};
