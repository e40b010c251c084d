import type { StoredResource } from '../scim/represent.ts';
import { idKey, countKey } from './keys.ts';
import { type Partition, withDeadline } from './partition.ts';
import { type ReadUser, readAllKeys, readById } from './readUsers.ts';
import { userRows } from './rows.ts';
import { isConflict, readRefusal } from './storageError.ts';
import { submit, type RowChange } from './transaction.ts';
import type { WriteResult } from './writeUsers.ts';

/**
 * Stores a user in another form, in which nothing has changed for a client: same version, no log row. All its rows in
 * one transaction, conditional on the row by id. Without a receipt a repetition after a lost answer can't be told from a
 * lost race: `stale` means that the user must be read again, and may be found as it was to be.
 *
 * @param user has the same keys as the one that was read.
 * @throws ScimError 413 where the new form is too large.
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
  try {
    await submit(partition, changes);
    return 'written';
  } catch (error) {
    if (isConflict(error)) return 'stale';
    throw error;
  }
}

/**
 * What became of a user: `there` where this very version stands there already, `changed` where another version does,
 * `taken` where another user has one of its keys.
 */
export type Restored = 'restored' | 'there' | 'changed' | 'taken';

/**
 * Makes all rows of a user, as they follow from the user itself, in one transaction. It overwrites nothing, leaves no log
 * row and is not counted: whoever restores a tenant says how many there are in the end.
 */
export async function restoreUser(partition: Partition, user: StoredResource): Promise<Restored> {
  const place = withDeadline(partition);
  const changes = [...userRows(user)].map(([rowKey, row]): RowChange => ({ kind: 'create', rowKey, row }));
  try {
    await submit(place, changes);
    return 'restored';
  } catch (error) {
    if (readRefusal(error)?.status !== 409) throw error;
    // By an earlier run, or by this very call, whose answer was lost.
    const there = await readById(place, user.id);
    if (there === undefined) return 'taken';
    return there.user.version === user.version ? 'there' : 'changed';
  }
}

/** How many users stand there, row by row. Each page has a request's time. */
export async function countStoredUsers(partition: Partition): Promise<number> {
  let count = 0;
  for (let after: string | undefined; ;) {
    const keys = await nextKeys(withDeadline(partition), after);
    const last = keys.at(-1);
    if (last === undefined) return count;
    count += keys.length;
    after = last;
  }
}

async function nextKeys(partition: Partition, after: string | undefined): Promise<readonly string[]> {
  for await (const keys of readAllKeys(partition, after)) {
    if (keys.length > 0) return keys;
  }
  return [];
}

/** Says how many users there are. */
export async function restoreCount(partition: Partition, count: number): Promise<void> {
  await submit(withDeadline(partition), [{ kind: 'upsert', rowKey: countKey, row: { count } }]);
}
