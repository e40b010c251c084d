import { ScimError } from '../scim/error.ts';
import { finishChange } from '../store/groups/finishChange.ts';
import type { ReadGroup, StoredGroup } from '../store/groups/groupRows.ts';
import { noChange, type MembershipChange } from '../store/groups/member.ts';
import { discardChange, prepareChange } from '../store/groups/prepareChange.ts';
import { fitsTransaction, writeGroup } from '../store/groups/writeGroup.ts';
import type { LogEntry } from '../store/logRow.ts';
import type { Partition } from '../store/partition.ts';
import type { WriteResult } from '../store/userRows.ts';
import { afterwards } from '../users/write.ts';

/**
 * Writes a group and a change of its members so that no reader sees half of it. A change that does not fit into one
 * transaction is prepared in rows that no reader looks at, committed with the group's row, and carried out afterwards.
 *
 * @param old undefined of a new group.
 * @throws ScimError 409 `uniqueness`
 */
export async function writeWithMembers(
  partition: Partition,
  old: ReadGroup | undefined,
  group: StoredGroup,
  entry: LogEntry,
  change: MembershipChange,
): Promise<WriteResult> {
  if (fitsTransaction(old, group, change)) return writeGroup(partition, old, group, entry, change);
  const { id } = group;
  const { operationId } = entry;
  const prepared = await prepareChange(partition, id, operationId, change);
  const committed =
    prepared === 'prepared'
      ? await commit(partition, old, { ...group, pending: operationId }, entry, change)
      : prepared;
  if (committed === 'written') await afterwards(() => finishChange(partition, id));
  else await afterwards(() => discardChange(partition, id, operationId, change));
  return committed;
}

/** If it is refused for good, the prepared rows are deleted. */
async function commit(
  partition: Partition,
  old: ReadGroup | undefined,
  group: StoredGroup,
  entry: LogEntry,
  change: MembershipChange,
): Promise<WriteResult> {
  try {
    return await writeGroup(partition, old, group, entry, noChange);
  } catch (error) {
    // After a failure of storage it is unknown whether it was committed.
    if (isRefused(error))
      await afterwards(() => discardChange(partition, group.id, entry.operationId, change));
    throw error;
  }
}

function isRefused(error: unknown): boolean {
  return error instanceof ScimError && error.status === 409;
}
