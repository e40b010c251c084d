import { takeMembershipsAway } from '../store/groups/departed.ts';
import { deleteGroupRows, isContested } from '../store/groups/deleteMember.ts';
import { finishChange } from '../store/groups/finishChange.ts';
import type { ReadGroup } from '../store/groups/groupRows.ts';
import type { Partition } from '../store/partition.ts';
import { groupNotFound } from '../scim/errors/group.ts';
import type { ResourceContext } from '../users/context.ts';
import { afterwards, maxUnexplainedWithOthers, newOperationId, readAndWrite } from '../users/write.ts';
import { groupLogEntry } from './groupWriter.ts';

/**
 * Removes a group (RFC 7644 §3.6), and with it every membership in it and of it.
 *
 * @throws ScimError 404, 412
 */
export async function removeGroup(
  context: ResourceContext,
  id: string,
  ifMatch: string | null,
): Promise<void> {
  const { partition } = context;
  const target = {
    ...{ ifMatch, maxUnexplained: maxUnexplainedWithOthers },
    read: () => settledGroup(partition, id),
    resourceOf: ({ group }: ReadGroup) => group,
  };
  await readAndWrite(context, target, async (read, lostRaces) => {
    const entry = groupLogEntry(context, newOperationId(), 'delete', read.group, {});
    const { result, left } = await deleteGroupRows(partition, read, entry, isContested(lostRaces));
    if (left !== undefined) await afterwards(() => takeMembershipsAway(partition, left));
    return result === 'written' ? true : undefined;
  });
}

/** A group, after a change of its members that is being carried out. @throws ScimError 404 */
async function settledGroup(partition: Partition, id: string): Promise<ReadGroup> {
  const read = await finishChange(partition, id);
  if (read === undefined) throw groupNotFound(id);
  return read;
}
