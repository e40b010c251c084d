import type { ReadUser } from '../store/readUsers.ts';
import { takeMembershipsAway } from '../store/groups/departed.ts';
import { deleteGroupedUser, isContested } from '../store/groups/deleteMember.ts';
import type { LogEntry } from '../store/logEntry.ts';
import { deleteUserRows, type WriteResult } from '../store/userRows.ts';
import { existingUser, type ResourceContext } from './context.ts';
import { afterwards, logEntry, maxUnexplainedWithOthers, newOperationId, readAndWrite } from './write.ts';

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
  const { partition } = context;
  const target = {
    ...{ ifMatch, maxUnexplained: maxUnexplainedWithOthers },
    read: () => existingUser(partition, id),
    resourceOf: ({ user }: ReadUser) => user,
  };
  await readAndWrite(context, target, async (read, lostRaces) => {
    const entry = logEntry(context, newOperationId(), 'delete', read.user, {}, {});
    return (await deleteUser(context, read, entry, isContested(lostRaces))) === 'written' ? true : undefined;
  });
}

/** A user who was never in a group has no other rows. */
async function deleteUser(
  { partition }: ResourceContext,
  read: ReadUser,
  entry: LogEntry,
  apart: boolean,
): Promise<WriteResult> {
  if (read.user.grouped !== true) return deleteUserRows(partition, read, entry);
  const { result, left } = await deleteGroupedUser(partition, read, entry, apart);
  if (left !== undefined) await afterwards(() => takeMembershipsAway(partition, left));
  return result;
}
