import type { StoredResource } from '../scim/represent.ts';
import { cardKey, emailPrefix, externalIdKey, idKey, userNameKey } from './keys.ts';
import { readPages, readRow, type Partition, type StoredRow } from './partition.ts';
import { readUserRow } from './rows.ts';

/** A user and the storage ETag of the row it was read from: the condition of the next write. */
export interface ReadUser {
  readonly user: StoredResource;
  readonly etag: string;
}

/** One storage call. The row by id is the one that writes are conditional on: an id never moves. */
export async function readById(partition: Partition, id: string): Promise<ReadUser | undefined> {
  return asUser(await readRow(partition, idKey(id)));
}

/** One storage call. */
export async function readByExternalId(
  partition: Partition,
  externalId: string,
): Promise<ReadUser | undefined> {
  return asUser(await readRow(partition, externalIdKey(externalId)));
}

/** One storage call. */
export async function readByUserName(partition: Partition, userName: string): Promise<ReadUser | undefined> {
  return asUser(await readRow(partition, userNameKey(userName)));
}

/** Two storage calls: the card's row points to the user. */
export async function readByCardNumber(
  partition: Partition,
  cardNumber: string,
): Promise<ReadUser | undefined> {
  const pointer = await readRow(partition, cardKey(cardNumber));
  return typeof pointer?.id === 'string' ? readById(partition, pointer.id) : undefined;
}

/** All who have this address, of any type: addresses are not unique. One storage call for up to 1,000 of them. */
export async function readByEmail(partition: Partition, email: string): Promise<readonly StoredResource[]> {
  const users: StoredResource[] = [];
  for await (const page of readPages(partition, emailPrefix(email))) users.push(...page.map(readUserRow));
  return users;
}

/**
 * Every user of the tenant, in the order of their ids, a storage call for every page.
 *
 * @param from row key at which to begin.
 * @param pageSize users in one call, up to 1,000.
 */
export async function* readAll(
  partition: Partition,
  from?: string,
  pageSize?: number,
): AsyncGenerator<readonly StoredResource[]> {
  for await (const page of readPages(partition, idKey(''), { from, pageSize })) yield page.map(readUserRow);
}

/** The row keys of all users, in order; only keys cross the wire. */
export async function* readAllKeys(partition: Partition): AsyncGenerator<readonly string[]> {
  for await (const page of readPages(partition, idKey(''), { select: ['RowKey'] })) {
    yield page.map((row) => String(row.rowKey));
  }
}

function asUser(row: StoredRow | undefined): ReadUser | undefined {
  return row === undefined ? undefined : { user: readUserRow(row), etag: row.etag };
}
