import { requireMatch } from '../http/conditions.ts';
import type { TenantCall } from '../http/tenantEndpoint.ts';
import { noContent, type Answer } from '../http/response.ts';
import { entityTag } from '../scim/represent.ts';
import { readById } from '../store/readUsers.ts';
import { deleteUser as removeUser } from '../store/writeUsers.ts';
import { notFound, userId, type UserContext } from './context.ts';
import { withUser, writeRequest } from './refusals.ts';
import { logEntry, newOperationId, raceGuard, untilWritten } from './write.ts';

/** DELETE /Users/{id} (RFC 7644 §3.6): the user is gone, and its externalId, userName and card are free at once. */
export async function deleteUser(call: TenantCall): Promise<Answer> {
  return writeRequest(call, 'deleteUser', (context) =>
    deleteWith(context, userId(call), call.request.headers.get('if-match')),
  );
}

export async function deleteWith(context: UserContext, id: string, ifMatch: string | null): Promise<Answer> {
  const { call, partition } = context;
  const lostRace = raceGuard();
  return untilWritten(call.signal, async () => {
    const read = await readById(partition, id);
    if (read === undefined) throw notFound(id);
    return withUser(read.user, async () => {
      requireMatch(ifMatch, entityTag(read.user.version));
      const entry = logEntry(context, newOperationId(), 'delete', read.user, {}, {});
      if ((await removeUser(partition, read, entry)) === 'written') return noContent;
      lostRace(read.etag);
      return undefined;
    });
  });
}
