import { uniflowUrn, cardNumberPath } from '../scim/schema/uniflow.ts';
import { fold, isArray, isObject, type JsonObject, type JsonValue } from '../scim/json.ts';
import type { StoredResource } from '../scim/represent.ts';
import { documentFormat, documentRow } from './documentRow.ts';
import { cardKey, emailKey, idKey, primaryKey, sharedCardKey, userNameKey, markerKey } from './keys.ts';
import { maxEmails } from './limits.ts';
import { type Row, type RowChange, submit, unlessConflict } from './writeRows.ts';
import { tooManyEmails, uniquenessConflict } from '../scim/errors/user.ts';
import type { LogEntry } from './logEntry.ts';
import { receipt, submitUnique, type WriteResult } from './logRow.ts';
import type { Partition } from './partition.ts';
import type { ReadUser } from './readUsers.ts';

/**
 * All rows of a user, by row key: the primary row, and a copy for each way in which it is looked up.
 *
 * @throws ScimError 400 `invalidValue` for too many e-mail addresses, 413 for a user that is too large.
 */
export function userRows(user: StoredResource): ReadonlyMap<string, Row> {
  const copy = documentRow(user);
  const { byId, pointer, copies } = keysOf(user);
  const rows = new Map<string, Row>(copies.map((key) => [key, copy]));
  rows.set(byId, {
    ...copy,
    // Filters on these are pushed down to the server.
    active: user.attributes.active === true,
    created: new Date(user.created),
    lastModified: new Date(user.lastModified),
  });
  if (pointer !== undefined) rows.set(pointer, { format: documentFormat, id: user.id });
  return rows;
}

/**
 * The keys of these rows, without making them.
 *
 * @throws ScimError 400 `invalidValue` for too many e-mail addresses.
 */
function userRowKeys(user: StoredResource): ReadonlySet<string> {
  const { byId, pointer, copies } = keysOf(user);
  return new Set([...copies, byId, ...(pointer === undefined ? [] : [pointer])]);
}

interface RowKeys {
  readonly byId: string;
  /** Of a card that only this user has. */
  readonly pointer: string | undefined;
  /** Of rows that hold the user and nothing else. */
  readonly copies: readonly string[];
}

function keysOf({ id, attributes, cardShared }: StoredResource): RowKeys {
  const card = cardNumber(attributes);
  const shared = cardShared === true;
  return {
    byId: idKey(id),
    pointer: card === undefined || shared ? undefined : cardKey(card),
    copies: [
      primaryKey(text(attributes.externalId), id),
      userNameKey(text(attributes.userName) ?? ''),
      ...distinctEmails(attributes).map((email) => emailKey(email, id)),
      ...(card !== undefined && shared ? [sharedCardKey(card, id)] : []),
    ],
  };
}

/**
 * The keys of the rows that hold the user, and on which its first membership leaves a mark.
 */
export function documentKeys(user: StoredResource): readonly string[] {
  const { byId, copies } = keysOf(user);
  return [byId, ...copies];
}

function distinctEmails(attributes: JsonObject): readonly string[] {
  const { emails } = attributes;
  const values = isArray(emails)
    ? emails.map((email) => (isObject(email) ? text(email.value) : undefined))
    : [];
  const distinct = new Map(
    values.filter((value) => value !== undefined).map((value) => [fold(value), value]),
  );
  if (distinct.size > maxEmails) {
    throw tooManyEmails(distinct.size, maxEmails);
  }
  return [...distinct.values()];
}

/** The card of a user, as its rows know it. */
export function cardNumber(attributes: JsonObject): string | undefined {
  const extension = attributes[uniflowUrn];
  return isObject(extension) ? text(extension.cardNumber) : undefined;
}

function text(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/**
 * Stores a new user: every row of it, its log row and its counting marker, in one transaction and one storage call.
 *
 * @throws ScimError 409 `uniqueness` if its externalId, userName or card is another user's.
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
 * Replaces a user: rows that both the old and the new one have are replaced, others made or deleted. Conditional on the
 * row by id, which is the first operation, so that a lost race is told from a conflict.
 *
 * @throws ScimError 409 `uniqueness`.
 */
export async function replaceUserRows(
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
 * Deletes every row of a user. Its log row stays, by which a repeated delete recognises its own success. Conditional on
 * the row by id: if another writer has added a card or an address meanwhile, its row would stay behind, and block that
 * value.
 */
export async function deleteUserRows(
  partition: Partition,
  old: ReadUser,
  entry: LogEntry,
): Promise<WriteResult> {
  return write(partition, old.user.id, entry, deletionOf(old, entry));
}

/** All changes of the deletion of a user who is in no group. */
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

function write(
  partition: Partition,
  userId: string,
  entry: LogEntry,
  changes: readonly RowChange[],
): Promise<WriteResult> {
  return submitUnique(
    partition,
    entry,
    changes,
    userId,
    (rowKey) => clashing[rowKey.charAt(0)],
    uniquenessConflict,
  );
}

/** The attribute whose uniqueness a row is, by the first letter of its key. */
const clashing: Readonly<Record<string, string>> = {
  u: 'externalId',
  n: 'userName',
  c: cardNumberPath,
};

/**
 * Stores a user in another form, that is the same for clients: same version, no log row. All its rows in one
 * transaction, conditional on the row by id. Without a receipt a repetition after a lost answer can't be told from a
 * lost race: `stale` means that the user must be read again, and may already have the new form.
 *
 * @param user has the same keys as the one that was read.
 * @throws ScimError 413 if the new form is too large.
 */
export async function rewriteUser(
  partition: Partition,
  read: ReadUser,
  user: StoredResource,
): Promise<WriteResult> {
  const conditionalKey = idKey(user.id);
  const changes = [...userRows(user)].map(([rowKey, row]): RowChange => {
    return { kind: 'replace', rowKey, row, etag: rowKey === conditionalKey ? read.etag : '*' };
  });
  return (await unlessConflict(() => submit(partition, changes))) ? 'written' : 'stale';
}
