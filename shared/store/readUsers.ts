import { scanLimit } from '../scim/page.ts';
import type { StoredResource } from '../scim/represent.ts';
import type { Pushdown } from '../scim/filter/plan.ts';
import {
  cardKey,
  emailPrefix,
  externalIdKey,
  idKey,
  keyRange,
  sharedCardPrefix,
  userNameKey,
  userNamePrefix,
} from './keys.ts';
import { readKeys, readPages, readRow, type Partition, type StoredRow } from './partition.ts';
import { DamagedUser } from './damagedUser.ts';
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

/**
 * Two storage calls, for a unique card's row points to the user; and one more where cards may be shared.
 *
 * @param shared whether the tenant lets several users have one card.
 */
export async function readByCardNumber(
  partition: Partition,
  cardNumber: string,
  shared: boolean,
): Promise<readonly StoredResource[]> {
  const pointer = await readRow(partition, cardKey(cardNumber));
  const owner = typeof pointer?.id === 'string' ? await readById(partition, pointer.id) : undefined;
  const alone = owner === undefined ? [] : [owner.user];
  if (!shared) return alone;
  const sharing = await readRange(partition, sharedCardPrefix(cardNumber));
  // By id, as a cursor needs it; and once, where the owner of a unique card has come to share it between the reads.
  const byId = new Map([...alone, ...sharing].map((user) => [user.id, user]));
  return [...byId.values()].toSorted((left, right) => (left.id < right.id ? -1 : 1));
}

/**
 * All who have this address, of any type: addresses are not unique. One storage call for up to 1,000 of them. Of more
 * than a list may look at (`scanLimit`) no more are read.
 */
export function readByEmail(partition: Partition, email: string): Promise<readonly StoredResource[]> {
  return readRange(partition, emailPrefix(email));
}

async function readRange(partition: Partition, prefix: string): Promise<readonly StoredResource[]> {
  const users: StoredResource[] = [];
  for await (const page of readPages(partition, prefix)) {
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

/** A row by id. */
export interface FoundUser {
  readonly rowKey: string;
  readonly id: string;
  /** Undefined where the row is damaged. */
  readonly read: ReadUser | undefined;
}

/** Every user with what its next write is conditional on, in the order of their ids, a storage call for every page. */
export async function* readAllForWriting(
  partition: Partition,
  { after, pageSize }: Pick<RangeOptions, 'after' | 'pageSize'> = {},
): AsyncGenerator<readonly FoundUser[]> {
  for await (const page of readPages(partition, idKey(''), { after, pageSize })) yield page.map(foundUser);
}

function foundUser(row: StoredRow): FoundUser {
  const rowKey = row.rowKey;
  const id = typeof row.id === 'string' ? row.id : rowKey.slice(idKey('').length);
  try {
    const user = readUserRow(row);
    // Under another user's key it must not be written.
    return { rowKey, id, read: idKey(user.id) === rowKey ? { user, etag: row.etag } : undefined };
  } catch (error) {
    if (error instanceof DamagedUser) return { rowKey, id, read: undefined };
    throw error;
  }
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

/** The row keys of all users behind the key `after`, in order; only keys cross the wire. */
export function readAllKeys(partition: Partition, after?: string): AsyncGenerator<readonly string[]> {
  return readKeys(partition, keyRange(idKey('')), after);
}

function asUser(row: StoredRow | undefined): ReadUser | undefined {
  return row === undefined ? undefined : { user: readUserRow(row), etag: row.etag };
}
