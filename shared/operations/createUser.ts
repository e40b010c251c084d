import { randomUUID } from 'node:crypto';
import type { TenantCall } from '../http/endpoint.ts';
import { readBody } from '../http/request.ts';
import type { Answer } from '../http/response.ts';
import { createdResource } from '../scim/user.ts';
import { sealResource } from '../secrets/seal.ts';
import { createUser as storeUser } from '../store/writeUsers.ts';
import { userAnswer, userContext } from './context.ts';
import { logEntry, newOperationId } from './write.ts';

/** POST /Users (RFC 7644 §3.3). */
export async function createUser(call: TenantCall): Promise<Answer> {
  const context = await userContext(call);
  const { rules, partition, type } = context;
  const resource = createdResource(rules, await readBody(call.request));
  const id = randomUUID();
  const owner = { tenant: partition.tenant, userId: id };
  const attributes = await sealResource(call.service.config.sealing, type, owner, {}, resource);
  const version = newOperationId();
  const now = new Date().toISOString();
  const user = { id, version, created: now, lastModified: now, attributes };
  await storeUser(partition, user, logEntry(context, version, 'create', user, {}, attributes));
  return userAnswer(context, 201, user);
}
