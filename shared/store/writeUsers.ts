import { cardNumberPath } from '../scim/schema/uniflow.ts';
import type { StoredResource } from '../scim/represent.ts';
import { telemetry } from '../telemetry/recorder.ts';
import { idKey, markerKey } from './keys.ts';
import { hasReceipt, logRow, receiptKey, type LogEntry } from './logRow.ts';
import { readRow, type Partition, type StoredRow } from './partition.ts';
import type { ReadUser } from './readUsers.ts';
import { userRowKeys, userRows } from './rows.ts';
import { isConflict, readRefusal } from './storageError.ts';
import { submit, type RowChange } from './transaction.ts';
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
  const conditionalKey = idKey(old.user.id);
  const deleted = [...userRowKeys(old.user)].map((rowKey): RowChange => {
    return { kind: 'delete', rowKey, etag: rowKey === conditionalKey ? old.etag : '*' };
  });
  return write(partition, old.user.id, entry, [...deleted, receipt(entry), marker(entry, -1)]);
}

function receipt(entry: LogEntry): RowChange {
  return { kind: 'create', rowKey: receiptKey(entry), row: logRow(entry) };
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
  try {
    await submit(partition, changes);
    telemetry()?.logWritten(entry.at);
    return 'written';
  } catch (error) {
    if (!isConflict(error)) throw error;
    if (await hasReceipt(partition, entry)) return 'written';
    const { code, index } = readRefusal(error) ?? {};
    if (code !== 'EntityAlreadyExists') return 'stale';
    const refused = index === undefined ? undefined : changes[index];
    return clashOrStale(partition, userId, refused === undefined ? changes : [refused]);
  }
}

/**
 * A row to be made is there already. Another user's: a clash. This user's own: somebody else was quicker to make it.
 *
 * @param changes the one that was refused; all of them if storage did not say which.
 */
async function clashOrStale(
  partition: Partition,
  userId: string,
  changes: readonly RowChange[],
): Promise<WriteResult> {
  const made = changes.filter(
    ({ kind, rowKey }) => kind === 'create' && clashing[rowKey.charAt(0)] !== undefined,
  );
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
