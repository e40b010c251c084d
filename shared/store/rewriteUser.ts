import type { StoredResource } from '../scim/represent.ts';
import { idKey } from './keys.ts';
import type { Partition } from './partition.ts';
import type { ReadUser } from './readUsers.ts';
import { userRows } from './rows.ts';
import { isConflict } from './storageError.ts';
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
