import { requireMatch } from '../scim/user.ts';
import { entityTag } from '../scim/represent.ts';
import { readById, type ReadUser } from '../store/readUsers.ts';
import { takeMembershipsAway } from '../store/groups/departed.ts';
import { deleteGroupedUser } from '../store/groups/deleteMember.ts';
import type { LogEntry } from '../store/logRow.ts';
import { deleteUser as deleteRows, type WriteResult } from '../store/userRows.ts';
import type { ResourceContext } from './context.ts';
import {
  afterwards,
  logEntry,
  maxUnexplainedWithOthers,
  newOperationId,
  raceGuard,
  untilWritten,
  withResource,
} from './write.ts';
import { userNotFound } from '../scim/errors/user.ts';

/**
 * Removes a user (RFC 7644 §3.6): its externalId, userName and card are free at once.
 *
 * @throws ScimError 404, 412
 */
export async function removeUser(
  context: ResourceContext,
  id: string,
  ifMatch: string | null,
): Promise<void> {
  const { call, partition } = context;
  const lostRace = raceGuard(maxUnexplainedWithOthers);
  await untilWritten(call.signal, async () => {
    const read = await readById(partition, id);
    if (read === undefined) throw userNotFound(id);
    return withResource(read.user, async () => {
      requireMatch(ifMatch, entityTag(read.user.version));
      const entry = logEntry(context, newOperationId(), 'delete', read.user, {}, {});
      if ((await deleteUser(context, read, entry)) === 'written') return true;
      lostRace(read.etag);
      return undefined;
    });
  });
}

/** Whoever was never in a group has nothing else to be deleted. */
async function deleteUser(
  { partition }: ResourceContext,
  read: ReadUser,
  entry: LogEntry,
): Promise<WriteResult> {
  if (read.user.grouped !== true) return deleteRows(partition, read, entry);
  const { result, left } = await deleteGroupedUser(partition, read, entry);
  if (left !== undefined) await afterwards(() => takeMembershipsAway(partition, left));
  return result;
}
