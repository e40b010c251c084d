import { createdResource } from '../scim/user.ts';
import { sealResource } from '../secrets/seal.ts';
import { refuseFarTooLarge } from '../store/documentRow.ts';
import { insertUser } from '../store/userRows.ts';
import type { JsonObject } from '../scim/json.ts';
import { requireSchema } from '../scim/dialect/canonical.ts';
import { cardSharing, type ResourceContext } from './context.ts';
import { logEntry, newOperationId, pathsIn, untilWritten, type Written } from './write.ts';

/** Creates the user that `body` asks for, under `id`. */
export async function createUser(context: ResourceContext, body: JsonObject, id: string): Promise<Written> {
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
    ...cardSharing(call.tenant),
  };
  const entry = logEntry(context, version, 'create', user, {}, attributes);
  // The user who has the same name may be deleted before it is looked up: then the write is repeated.
  await untilWritten(call.signal, async () =>
    (await insertUser(partition, user, entry)) === 'written' ? user : undefined,
  );
  return { user, sent: pathsIn(type.attributes, attributes) };
}
