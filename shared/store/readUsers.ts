import { scanLimit } from '../scim/page.ts';
import type { StoredResource } from '../scim/represent.ts';
import type { Pushdown } from '../scim/filter/plan.ts';
import { cardKey, emailPrefix, externalIdKey, idKey, userNameKey, userNamePrefix } from './keys.ts';
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

/**
 * All who have this address, of any type: addresses are not unique. One storage call for up to 1,000 of them. Of more
 * than a list may look at (`scanLimit`) no more are read.
 */
export async function readByEmail(partition: Partition, email: string): Promise<readonly StoredResource[]> {
  const users: StoredResource[] = [];
  for await (const page of readPages(partition, emailPrefix(email))) {
    users.push(...page.map(readUserRow));
    if (users.length > scanLimit) break;
  }
  return users;
}

export interface RangeOptions {
  /** Row key behind which to begin. */
  readonly after?: string | undefined;
  /** Users in one call, up to 1,000. */
  readonly pageSize?: number | undefined;
  /** Comparisons that the server makes. */
  readonly pushdown?: readonly Pushdown[] | undefined;
}

/** Every user of the tenant, in the order of their ids, a storage call for every page. */
export async function* readAll(
  partition: Partition,
  options: RangeOptions = {},
): AsyncGenerator<readonly StoredResource[]> {
  const { after, pageSize, pushdown = [] } = options;
  const conditions = pushdown.map(({ property, operator, value }) => {
    const literal = typeof value === 'boolean' ? String(value) : `datetime'${new Date(value).toISOString()}'`;
    return `${property} ${operator} ${literal}`;
  });
  for await (const page of readPages(partition, idKey(''), { after, pageSize, conditions }))
    yield page.map(readUserRow);
}

/** The users whose userName begins with `prefix`, without case, in the order of their userNames' keys. */
export async function* readByUserNamePrefix(
  partition: Partition,
  prefix: string,
  { after, pageSize }: RangeOptions = {},
): AsyncGenerator<readonly StoredResource[]> {
  for await (const page of readPages(partition, userNamePrefix(prefix), { after, pageSize }))
    yield page.map(readUserRow);
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
