import { requireMatch } from '../http/conditions.ts';
import type { TenantCall } from '../http/endpoint.ts';
import { readBody } from '../http/request.ts';
import type { Answer } from '../http/response.ts';
import { jsonEqual, type JsonObject } from '../scim/json.ts';
import { entityTag, type StoredResource } from '../scim/represent.ts';
import { patchedResource, replacedResource } from '../scim/user.ts';
import { sealResource } from '../secrets/seal.ts';
import type { Action } from '../store/logRow.ts';
import { readById } from '../store/readUsers.ts';
import { replaceUser as storeUser } from '../store/writeUsers.ts';
import { notFound, userAnswer, userContext, userId, type UserContext } from './context.ts';
import { logEntry, newOperationId, untilWritten } from './write.ts';

/** PUT /Users/{id} (RFC 7644 §3.5.1). */
export async function replaceUser(call: TenantCall): Promise<Answer> {
  const context = await userContext(call);
  const body = await readBody(call.request);
  return changeUser(context, ({ attributes }) => replacedResource(context.rules, attributes, body));
}

/** PATCH /Users/{id} (RFC 7644 §3.5.2): 200 with the full resource, which Entra wants. */
export async function patchUser(call: TenantCall): Promise<Answer> {
  const context = await userContext(call);
  const body = await readBody(call.request);
  return changeUser(context, ({ id, attributes }) => patchedResource(context.rules, id, attributes, body));
}

/** Reads the user, makes the change and writes it on condition that the user is still the one that was read. */
async function changeUser(
  context: UserContext,
  change: (user: StoredResource) => JsonObject,
): Promise<Answer> {
  const { call, type, partition } = context;
  const id = userId(call);
  const owner = { tenant: partition.tenant, userId: id };
  const changed = await untilWritten(call.signal, async () => {
    const read = await readById(partition, id);
    if (read === undefined) throw notFound(id);
    const old = read.user;
    requireMatch(call.request.headers.get('if-match'), entityTag(old.version));
    const attributes = await sealResource(
      call.service.config.sealing,
      type,
      owner,
      old.attributes,
      change(old),
    );
    // What changes nothing leaves version and lastModified: Entra sends secrets again and again.
    if (jsonEqual(attributes, old.attributes)) return old;
    const version = newOperationId();
    const user = { ...old, version, lastModified: new Date().toISOString(), attributes };
    const entry = logEntry(context, version, actionOf(old, user), user, old.attributes, attributes);
    return (await storeUser(partition, read, user, entry)) === 'written' ? user : undefined;
  });
  return userAnswer(context, 200, changed);
}

function actionOf(old: StoredResource, user: StoredResource): Action {
  if (old.attributes.active === user.attributes.active) return 'update';
  return user.attributes.active === true ? 'enable' : 'disable';
}
