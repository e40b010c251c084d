import { names } from '../http/conditions.ts';
import type { TenantCall } from '../http/tenantEndpoint.ts';
import { notModified, type Answer } from '../http/response.ts';
import { entityTag, locationOf } from '../scim/represent.ts';
import { readById } from '../store/readUsers.ts';
import { notFound, userAnswer, requestContext, userId } from './context.ts';

/** GET /Users/{id} (RFC 7644 §3.4.1); a disabled user is returned like any other. */
export async function getUser(call: TenantCall): Promise<Answer> {
  const context = await requestContext(call);
  const id = userId(call);
  const read = await readById(context.partition, id);
  if (read === undefined) throw notFound(id);
  const etag = entityTag(read.user.version);
  const ifNoneMatch = call.request.headers.get('if-none-match');
  if (ifNoneMatch !== null && names(ifNoneMatch, etag)) {
    return notModified(locationOf(context.type, id, call.baseUrl), etag);
  }
  return userAnswer(context, 200, read.user);
}
