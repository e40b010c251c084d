import type { StoredResource } from '../scim/represent.ts';
import { rowsOfCount, type Counted } from './countUsers.ts';
import { groupKey } from './groups/keys.ts';
import { idKey, keyRange } from './keys.ts';
import { withDeadline, type Partition } from './partition.ts';
import { readById } from './readUsers.ts';
import { walkKeys } from './walkRange.ts';
import { userRows } from './userRows.ts';
import { readRefusal } from './storageError.ts';
import { submit, type RowChange } from './writeRows.ts';

/**
 * What became of a user or group: `there` if this very version is there already, `changed` if another version is, `taken` if
 * another one has one of its keys.
 */
export type Restored = 'restored' | 'there' | 'changed' | 'taken';

/**
 * Makes all rows of a user, derived from the user itself, in one transaction. It overwrites nothing, writes no log row
 * and counts nothing: the restore of a tenant sets the count at its end.
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

/** How many users or groups there are, row by row. */
export async function countStored(partition: Partition, counted: Counted): Promise<number> {
  const prefix = counted === 'user' ? idKey('') : groupKey('');
  let count = 0;
  for await (const keys of walkKeys(partition, keyRange(prefix))) count += keys.length;
  return count;
}

/** Says how many users or groups there are. */
export async function restoreCount(partition: Partition, counted: Counted, count: number): Promise<void> {
  const rowKey = rowsOfCount[counted].snapshot;
  await submit(withDeadline(partition), [{ kind: 'upsert', rowKey, row: { count } }]);
}
