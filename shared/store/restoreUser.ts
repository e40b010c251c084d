import type { StoredResource } from '../scim/represent.ts';
import { countKey } from './keys.ts';
import { withDeadline, type Partition } from './partition.ts';
import { readAllKeys, readById } from './readUsers.ts';
import { userRows } from './userRows.ts';
import { readRefusal } from './storageError.ts';
import { submit, type RowChange } from './writeRows.ts';

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
