import { requireMatch } from '../http/conditions.ts';
import type { TenantCall } from '../http/endpoint.ts';
import { noContent, type Answer } from '../http/response.ts';
import { entityTag } from '../scim/represent.ts';
import { readById } from '../store/readUsers.ts';
import { deleteUser as removeUser } from '../store/writeUsers.ts';
import { notFound, userContext, userId } from './context.ts';
import { logEntry, newOperationId, untilWritten } from './write.ts';

/** DELETE /Users/{id} (RFC 7644 §3.6): the user is gone, and its externalId, userName and card are free at once. */
export async function deleteUser(call: TenantCall): Promise<Answer> {
  const context = await userContext(call);
  const { partition } = context;
  const id = userId(call);
  return untilWritten(call.signal, async () => {
    const read = await readById(partition, id);
    if (read === undefined) throw notFound(id);
    requireMatch(call.request.headers.get('if-match'), entityTag(read.user.version));
    const entry = logEntry(context, newOperationId(), 'delete', read.user, {}, {});
    return (await removeUser(partition, read, entry)) === 'written' ? noContent : undefined;
  });
}
