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
import { batchesOf, noteRows, rowsAtOnce, type RowKind } from './pageSize.ts';
import {
  readKeys,
  readPages,
  readRow,
  type PageOptions,
  type Partition,
  type StoredRow,
} from './partition.ts';
import { readDocumentRow, unlessDamaged } from './documentRow.ts';

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
 * The users who have a card, in the order of their ids. Two storage calls, for a unique card's row points to the user;
 * and one more for each 1,000 of them if cards may be shared.
 *
 * @param shared whether the tenant lets several users have one card.
 */
export async function* readByCardNumber(
  partition: Partition,
  cardNumber: string,
  shared: boolean,
): AsyncGenerator<readonly StoredResource[]> {
  const pointer = await readRow(partition, cardKey(cardNumber));
  let owner = typeof pointer?.id === 'string' ? (await readById(partition, pointer.id))?.user : undefined;
  if (shared) {
    for await (const sharing of readUserPages(partition, sharedCardPrefix(cardNumber))) {
      const users: StoredResource[] = [];
      for (const user of sharing) {
        if (owner !== undefined && owner.id < user.id) users.push(owner);
        // Only once, if the owner of a unique card has begun to share it between the reads.
        if (owner !== undefined && owner.id <= user.id) owner = undefined;
        users.push(user);
      }
      yield users;
    }
  }
  yield owner === undefined ? [] : [owner];
}

/** All users who have this address, of any type, in the order of their ids: addresses are not unique. */
export function readByEmail(partition: Partition, email: string): AsyncGenerator<readonly StoredResource[]> {
  return readUserPages(partition, emailPrefix(email));
}

export interface RangeOptions {
  /** Row key after which to begin. */
  readonly after?: string | undefined;
  /** Users in one call, up to 1,000. */
  readonly pageSize?: number | undefined;
  /** Comparisons that the server makes. */
  readonly pushdown?: readonly Pushdown[] | undefined;
}

/** Every user of the tenant, in the order of their ids, a storage call for every page. */
export function readAll(
  partition: Partition,
  { pushdown, ...options }: RangeOptions = {},
): AsyncGenerator<readonly StoredResource[]> {
  return readUserPages(partition, idKey(''), { ...options, conditions: conditionsOf(pushdown) });
}

/** OData of the comparisons that the server makes. */
export function conditionsOf(pushdown: readonly Pushdown[] = []): readonly string[] {
  return pushdown.map(({ property, operator, value }) => {
    const literal = typeof value === 'boolean' ? String(value) : `datetime'${new Date(value).toISOString()}'`;
    return `${property} ${operator} ${literal}`;
  });
}

/** Characters of documents that are read in one go. */
const batchSize = 131_072;

type DocumentOptions = Omit<PageOptions, 'pageSize'> & Pick<RangeOptions, 'pageSize'>;

function readUserPages(
  partition: Partition,
  prefix: string,
  options?: DocumentOptions,
): AsyncGenerator<readonly StoredResource[]> {
  return readDocumentPages(partition, prefix, 'user', readDocumentRow, options);
}

/** Resources page by page, in batches that are parsed quickly, so that other requests have their turn between them. */
export async function* readDocumentPages<Resource>(
  partition: Partition,
  prefix: string,
  kind: RowKind,
  read: (row: StoredRow) => Resource,
  { pageSize = 1_000, ...options }: DocumentOptions = {},
): AsyncGenerator<readonly Resource[]> {
  const size = () => rowsAtOnce(partition, kind, pageSize);
  for await (const rows of readPages(partition, prefix, { ...options, pageSize: size })) {
    noteRows(partition, kind, rows);
    yield* batchesOf(rows, batchSize, (row) => read(row));
  }
}

/** A row by id. */
export interface FoundUser {
  readonly rowKey: string;
  readonly id: string;
  /** Undefined if the row is damaged. */
  readonly read: ReadUser | undefined;
}

/** Every user with the ETag for its next write, in the order of their ids, a storage call for every page. */
export async function* readAllForWriting(
  partition: Partition,
  { after, pageSize }: Pick<RangeOptions, 'after' | 'pageSize'> = {},
): AsyncGenerator<readonly FoundUser[]> {
  for await (const page of readPages(partition, idKey(''), { after, pageSize })) yield page.map(foundUser);
}

function foundUser(row: StoredRow): FoundUser {
  const rowKey = row.rowKey;
  const id = typeof row.id === 'string' ? row.id : rowKey.slice(idKey('').length);
  const user = unlessDamaged(() => readDocumentRow(row));
  // Under another user's key it must not be written.
  const isSound = user !== undefined && idKey(user.id) === rowKey;
  return { rowKey, id, read: isSound ? { user, etag: row.etag } : undefined };
}

/** The users whose userName begins with `prefix`, without case, in the order of their userNames' keys. */
export function readByUserNamePrefix(
  partition: Partition,
  prefix: string,
  options: Pick<RangeOptions, 'after' | 'pageSize'>,
): AsyncGenerator<readonly StoredResource[]> {
  return readUserPages(partition, userNamePrefix(prefix), options);
}

/** The row keys of all users after the key `after`, in order; only keys cross the wire. */
export function readAllKeys(partition: Partition, after?: string): AsyncGenerator<readonly string[]> {
  return readKeys(partition, keyRange(idKey('')), after);
}

function asUser(row: StoredRow | undefined): ReadUser | undefined {
  return row === undefined ? undefined : { user: readDocumentRow(row), etag: row.etag };
}
