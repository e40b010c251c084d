import { requireMatch } from '../scim/conditions.ts';
import { entityTag } from '../scim/represent.ts';
import { readById } from '../store/readUsers.ts';
import { deleteUser as deleteRows } from '../store/writeUsers.ts';
import { type UserContext } from './context.ts';
import { withUser } from './refusals.ts';
import { logEntry, newOperationId, raceGuard, untilWritten } from './write.ts';
import { userNotFound } from '../scim/errors/user.ts';

/**
 * Removes a user (RFC 7644 §3.6): its externalId, userName and card are free at once.
 *
 * @throws ScimError 404, 412
 */
export async function removeUser(context: UserContext, id: string, ifMatch: string | null): Promise<void> {
  const { call, partition } = context;
  const lostRace = raceGuard();
  await untilWritten(call.signal, async () => {
    const read = await readById(partition, id);
    if (read === undefined) throw userNotFound(id);
    return withUser(read.user, async () => {
      requireMatch(ifMatch, entityTag(read.user.version));
      const entry = logEntry(context, newOperationId(), 'delete', read.user, {}, {});
      if ((await deleteRows(partition, read, entry)) === 'written') return true;
      lostRace(read.etag);
      return undefined;
    });
  });
}
