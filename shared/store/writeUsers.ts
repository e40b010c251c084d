import type { TransactionAction } from '@azure/data-tables';
import { ScimError } from '../http/error.ts';
import { cardNumberPath } from '../schema/uniflow.ts';
import type { StoredResource } from '../scim/represent.ts';
import { deleteOnlyIf } from './conditionalDelete.ts';
import { idKey, markerKey } from './keys.ts';
import { hasReceipt, logRow, receiptKey, type LogEntry } from './logRow.ts';
import { call, readRow, type Partition } from './partition.ts';
import type { ReadUser } from './readUsers.ts';
import { userRowKeys, userRows, type Row } from './rows.ts';
import { readRefusal } from './storageError.ts';

/** `stale`: a user has changed or gone since it was read, or since it stood in the way; nothing was written. */
export type WriteResult = 'written' | 'stale';

type Change =
  | {
      readonly kind: 'create' | 'replace';
      readonly rowKey: string;
      readonly row: Row;
      readonly etag?: string;
    }
  | { readonly kind: 'delete'; readonly rowKey: string };

/**
 * Stores a new user: every row of it, its log row and its counting marker, in one transaction and one storage call.
 *
 * @throws ScimError 409 `uniqueness` where its externalId, userName or card is another user's.
 */
export async function createUser(
  partition: Partition,
  user: StoredResource,
  entry: LogEntry,
): Promise<WriteResult> {
  const rows = [...userRows(user)].map(([rowKey, row]): Change => ({ kind: 'create', rowKey, row }));
  return submit(partition, user.id, entry, [receipt(entry), ...rows, marker(entry, 1)]);
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
  const written = [...after].map(([rowKey, row]): Change => {
    if (!before.has(rowKey)) return { kind: 'create', rowKey, row };
    return { kind: 'replace', rowKey, row, etag: rowKey === conditionalKey ? old.etag : '*' };
  });
  const deleted = [...before]
    .filter((rowKey) => !after.has(rowKey))
    .map((rowKey): Change => ({ kind: 'delete', rowKey }));
  const [conditional, others] = [
    written.filter(({ rowKey }) => rowKey === conditionalKey),
    written.filter(({ rowKey }) => rowKey !== conditionalKey),
  ];
  return submit(partition, user.id, entry, [...conditional, receipt(entry), ...deleted, ...others]);
}

/** Deletes every row of a user. What stays is its log row, by which a repeated delete recognises its own success. */
export async function deleteUser(partition: Partition, old: ReadUser, entry: LogEntry): Promise<WriteResult> {
  const deleted = [...userRowKeys(old.user)].map((rowKey): Change => ({ kind: 'delete', rowKey }));
  const condition = { rowKey: idKey(old.user.id), etag: old.etag };
  const changes = [...deleted, receipt(entry), marker(entry, -1)];
  return submit(partition, old.user.id, entry, changes, (run) => deleteOnlyIf(condition, run));
}

function receipt(entry: LogEntry): Change {
  return { kind: 'create', rowKey: receiptKey(entry), row: logRow(entry) };
}

function marker(entry: LogEntry, delta: 1 | -1): Change {
  return { kind: 'create', rowKey: markerKey(entry.operationId), row: { delta } };
}

async function submit(
  partition: Partition,
  userId: string,
  entry: LogEntry,
  changes: readonly Change[],
  conditionally: <Result>(run: () => Promise<Result>) => Promise<Result> = (run) => run(),
): Promise<WriteResult> {
  const { table, tenant, signal } = partition;
  const actions = changes.map((change) => toAction(tenant, change));
  try {
    await call(partition, () =>
      conditionally(() => table.submitTransaction(actions, { abortSignal: signal })),
    );
    return 'written';
  } catch (error) {
    const refusal = readRefusal(error);
    if (refusal === undefined || ![404, 409, 412].includes(refusal.status)) throw error;
    if (await hasReceipt(partition, entry)) return 'written';
    if (refusal.code !== 'EntityAlreadyExists') return 'stale';
    return clashOrStale(partition, userId, changes[refusal.index ?? 0]?.rowKey ?? '');
  }
}

/** A row to be made is there already. Another user's: a clash. This user's own: somebody else was quicker to make it. */
async function clashOrStale(partition: Partition, userId: string, rowKey: string): Promise<WriteResult> {
  const holder = await readRow(partition, rowKey);
  if (holder === undefined || holder.id === userId) return 'stale';
  const attribute = clashing[rowKey.charAt(0)];
  if (attribute === undefined) throw new Error('A row of a new user is there already.');
  throw new ScimError(
    409,
    'uniqueness',
    `Another user of this tenant has this ${attribute} (the user with id ${String(holder.id)}).`,
  );
}

/** The attribute whose uniqueness a row is, by the first letter of its key. */
const clashing: Readonly<Record<string, string>> = {
  u: 'externalId',
  n: 'userName',
  c: cardNumberPath,
};

function toAction(tenant: string, change: Change): TransactionAction {
  const keys = { partitionKey: tenant, rowKey: change.rowKey };
  if (change.kind === 'delete') return ['delete', keys];
  const entity = { ...change.row, ...keys };
  return change.kind === 'create'
    ? ['create', entity]
    : ['update', entity, 'Replace', { etag: change.etag ?? '*' }];
}
