import { requireMatch } from '../scim/user.ts';
import { entityTag } from '../scim/represent.ts';
import { takeMembershipsAway } from '../store/groups/departed.ts';
import { deleteGroup } from '../store/groups/deleteMember.ts';
import { finishChange } from '../store/groups/finishChange.ts';
import { groupNotFound } from '../scim/errors/group.ts';
import type { ResourceContext } from '../users/context.ts';
import {
  afterwards,
  maxUnexplainedWithOthers,
  newOperationId,
  raceGuard,
  untilWritten,
  withResource,
} from '../users/write.ts';
import { groupLogEntry } from './logEntry.ts';

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
  const { call, partition } = context;
  const lostRace = raceGuard(maxUnexplainedWithOthers);
  await untilWritten(call.signal, async () => {
    const read = await finishChange(partition, id);
    if (read === undefined) throw groupNotFound(id);
    return withResource(read.group, async () => {
      requireMatch(ifMatch, entityTag(read.group.version));
      const entry = groupLogEntry(context, newOperationId(), 'delete', read.group, {});
      const { result, left } = await deleteGroup(partition, read, entry);
      if (left !== undefined) await afterwards(() => takeMembershipsAway(partition, left));
      if (result === 'written') return true;
      lostRace(read.etag);
      return undefined;
    });
  });
}
