import type { StoredResource } from '../scim/represent.ts';
import { countKey } from './keys.ts';
import { withDeadline, type Partition } from './partition.ts';
import { readById } from './readUsers.ts';
import { userRows } from './rows.ts';
import { readRefusal } from './storageError.ts';
import { submit, type RowChange } from './transaction.ts';

/** What became of a user: `there` where this very version stands there already, `taken` where another has one of its keys. */
export type Restored = 'restored' | 'there' | 'taken';

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
    return there?.user.version === user.version ? 'there' : 'taken';
  }
}

/** Says how many users there are. */
export async function restoreCount(partition: Partition, count: number): Promise<void> {
  await submit(withDeadline(partition), [{ kind: 'upsert', rowKey: countKey, row: { count } }]);
}
