import { randomUUID } from 'node:crypto';
import type { TenantCall } from '../http/tenantEndpoint.ts';
import type { Answer } from '../http/response.ts';
import { createdResource } from '../scim/user.ts';
import { sealResource } from '../secrets/seal.ts';
import { refuseFarTooLarge } from '../store/rows.ts';
import { createUser as storeUser } from '../store/writeUsers.ts';
import type { JsonObject } from '../scim/json.ts';
import { requireSchema } from '../scim/messageSchema.ts';
import { cardSharing, userAnswer, type UserContext } from './context.ts';
import { writeRequest } from './refusals.ts';
import { logEntry, newOperationId, pathsIn, untilWritten } from './write.ts';

/** POST /Users (RFC 7644 §3.3). */
export async function createUser(call: TenantCall): Promise<Answer> {
  return writeRequest(call, 'createUser', async (context, body) =>
    createWith(context, await body(), randomUUID()),
  );
}

/** Creates the user that `body` asks for, under `id`. */
export async function createWith(context: UserContext, body: JsonObject, id: string): Promise<Answer> {
  const { call, rules, partition, type } = context;
  requireSchema(body, type.schema);
  const resource = createdResource(rules, body);
  refuseFarTooLarge(resource);
  const owner = { tenant: partition.tenant, userId: id };
  const attributes = await sealResource(call.service.config.sealing, type, owner, {}, resource);
  const version = newOperationId();
  const now = new Date().toISOString();
  const user = {
    ...{ id, version, created: now, lastModified: now, attributes },
    ...cardSharing(call.principal.tenant),
  };
  const entry = logEntry(context, version, 'create', user, {}, attributes);
  // Who stood in the way of its uniqueness may be gone by the time that one looks who it is.
  await untilWritten(call.signal, async () =>
    (await storeUser(partition, user, entry)) === 'written' ? user : undefined,
  );
  return userAnswer(context, 201, user, pathsIn(type.attributes, attributes));
}
