import { deleteRows } from '../deleteRows.ts';
import { chunksOf } from '../inParallel.ts';
import { keyRange } from '../keys.ts';
import { maxTransactionOperations } from '../limits.ts';
import { readRange, withDeadline, type Partition } from '../partition.ts';
import { isConflict } from '../storageError.ts';
import { submit } from '../writeRows.ts';
import { departedIn, takeMembershipsAway } from './departed.ts';
import { finishChange } from './finishChange.ts';
import { readGroup, type ReadGroup } from './groupRows.ts';
import { intendedKey } from './keys.ts';
import { readPart, type Part } from './largeChange.ts';
import { groupChanges } from './writeGroup.ts';

/** Age in milliseconds of a large change that no process works on any more. */
const abandonedAfterMs = 3_600_000;

/**
 * Finishes the work of processes that ended: takes away memberships of deleted users and groups, carries out large
 * changes, and deletes the preparation of changes that were never committed.
 *
 * @param now milliseconds since 1970.
 */
export async function tidyGroups(partition: Partition, now: number): Promise<void> {
  for await (const rows of readRange(partition, keyRange('x:')))
    for (const row of rows) await takeMembershipsAway(withDeadline(partition), departedIn(row));
  for await (const rows of readRange(partition, keyRange('p:')))
    for (const part of rows.map(readPart)) await settle(withDeadline(partition), part, now);
}

async function settle(partition: Partition, part: Part, now: number): Promise<void> {
  const read = await readGroup(partition, part.group);
  if (read?.group.pending === part.operation) {
    await finishChange(partition, part.group, read);
    return;
  }
  if (now - part.at < abandonedAfterMs) return;
  await discardPart(partition, read, part);
}

/**
 * Deletes a part of a large change that was not committed, and the rows of its members.
 *
 * @param read its group; undefined if it is gone.
 * @returns false if the group has changed since.
 */
export async function discardPart(
  partition: Partition,
  read: ReadGroup | undefined,
  part: Part,
): Promise<boolean> {
  // From now on it can't be committed, even if its process still runs.
  if (read !== undefined && !(await isRewritten(partition, read))) return false;
  const intended = part.intentions.map(({ id }) => intendedKey(id, part.group, part.operation));
  for (const keys of chunksOf(intended, maxTransactionOperations)) await deleteRows(partition, keys);
  await deleteRows(partition, [part.rowKey]);
  return true;
}

async function isRewritten(partition: Partition, read: ReadGroup): Promise<boolean> {
  try {
    await submit(partition, groupChanges(read, read.group));
    return true;
  } catch (error) {
    if (isConflict(error)) return false;
    throw error;
  }
}
