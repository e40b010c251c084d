import { type StoredResource, entityTag } from '../scim/represent.ts';
import { readById } from '../store/readUsers.ts';
import { type UserContext, cardSharing, userContext, type TenantContext } from './context.ts';
import { userNotFound } from '../scim/errors/user.ts';
import { createdResource, patchedResource, replacedResource } from '../scim/user.ts';
import { sealResource, openSecrets, whyUnopened } from '../secrets/seal.ts';
import { refuseFarTooLarge, cardNumber } from '../store/rows.ts';
import { insertUser as insertUser, updateUser, deleteUserRows } from '../store/writeUsers.ts';
import { type JsonObject, jsonEqual } from '../scim/json.ts';
import { requireSchema } from '../scim/messageSchema.ts';
import {
  logEntry,
  newOperationId,
  pathsIn,
  untilWritten,
  type Written,
  raceGuard,
  withUser,
} from './write.ts';
import { requireMatch } from '../scim/conditions.ts';
import { operationsIn, patchOperations, readingBudget, type Operation } from '../scim/dialect/operations.ts';
import { patchBudget } from '../scim/work.ts';
import { type Action, appendLog } from '../store/logRow.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { inSlices } from './list/cost.ts';

/** A user by its id; a disabled one is read like any other. @throws ScimError 404 */
export async function readUser({ partition }: UserContext, id: string): Promise<StoredResource> {
  const read = await readById(partition, id);
  if (read === undefined) throw userNotFound(id);
  return read.user;
}

/** Creates the user that `body` asks for, under `id`. */
export async function createUser(context: UserContext, body: JsonObject, id: string): Promise<Written> {
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
  // Who stood in the way of its uniqueness may be gone by the time that one looks who it is.
  await untilWritten(call.signal, async () =>
    (await insertUser(partition, user, entry)) === 'written' ? user : undefined,
  );
  return { user, sent: pathsIn(type.attributes, attributes) };
}

/** A change of the user `id` that a client asks for. */
export interface ChangeRequest {
  readonly id: string;
  readonly body: JsonObject;
  /** Versions of which the user must still be one: the `If-Match` header, or the `version` of a Bulk operation. */
  readonly ifMatch: string | null;
}

/** Replaces what a user has by what the request says (RFC 7644 §3.5.1). */
export async function replaceUser(context: UserContext, request: ChangeRequest): Promise<Written> {
  const { rules, type } = context;
  requireSchema(request.body, type.schema);
  return changeUser(context, request, {
    apply: ({ attributes }) => Promise.resolve(replacedResource(rules, attributes, request.body)),
    sent: ({ attributes }) => pathsIn(type.attributes, attributes),
  });
}

/** Applies a PATCH to a user (RFC 7644 §3.5.2). */
export async function applyUserPatch(context: UserContext, request: ChangeRequest): Promise<Written> {
  const { rules, type } = context;
  operationsIn(request.body);
  // Of a user who isn't there nothing can be said but that: what is to be changed is read when the user is.
  let operations: readonly Operation[] | undefined;
  return changeUser(context, request, {
    apply: async ({ attributes }) => {
      const read = (operations ??= await inSlices(context.call, readingBudget(), (work) =>
        patchOperations(type, request.id, request.body, work),
      ));
      return inSlices(context.call, patchBudget(), (work) => patchedResource(rules, attributes, read, work));
    },
    sent: () => {
      const targets = operations?.map(({ target }) => target) ?? [];
      return new Set(targets.flat().map(({ attribute }) => attribute.path));
    },
  });
}

interface Change {
  readonly apply: (user: StoredResource) => Promise<JsonObject>;
  /** SCIM paths of the attributes that the request set. */
  readonly sent: (user: StoredResource) => ReadonlySet<string>;
}

/** Reads the user, makes the change and writes it on condition that the user is still the one that was read. */
async function changeUser(
  context: UserContext,
  { id, ifMatch }: ChangeRequest,
  change: Change,
): Promise<Written> {
  const { call, type, partition } = context;
  const owner = { tenant: partition.tenant, userId: id };
  const lostRace = raceGuard();
  const changed = await untilWritten(call.signal, async () => {
    const read = await readById(partition, id);
    if (read === undefined) throw userNotFound(id);
    const old = read.user;
    return withUser(old, async () => {
      requireMatch(ifMatch, entityTag(old.version));
      const wanted = await change.apply(old);
      refuseFarTooLarge(wanted);
      const { sealing } = call.service.config;
      const attributes = await sealResource(sealing, type, owner, old.attributes, wanted);
      // What changes nothing leaves version and lastModified: Entra sends secrets again and again.
      if (jsonEqual(attributes, old.attributes)) return old;
      const version = newOperationId();
      const user = withAttributes(call.tenant, old, version, attributes);
      const entry = logEntry(context, version, actionOf(old, user), user, old.attributes, attributes);
      if ((await updateUser(partition, read, user, entry)) === 'written') return user;
      lostRace(read.etag);
      return undefined;
    });
  });
  return { user: changed, sent: change.sent(changed) };
}

/** Whether its card may be shared is decided when it gets the card: a change of something else must not clash over it. */
function withAttributes(
  tenant: Tenant,
  { cardShared, ...old }: StoredResource,
  version: string,
  attributes: JsonObject,
): StoredResource {
  const sameCard = cardNumber(old.attributes) === cardNumber(attributes);
  const sharing = cardShared === undefined ? {} : { cardShared };
  return {
    ...{ ...old, version, lastModified: new Date().toISOString() },
    ...(sameCard ? sharing : cardSharing(tenant)),
    attributes,
  };
}

function actionOf(old: StoredResource, user: StoredResource): Action {
  if (old.attributes.active === user.attributes.active) return 'update';
  return user.attributes.active === true ? 'enable' : 'disable';
}

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
      if ((await deleteUserRows(partition, read, entry)) === 'written') return true;
      lostRace(read.etag);
      return undefined;
    });
  });
}

/** A secret of a user: its value, or why there is none to be had. */
interface RevealedSecret {
  /** SCIM path of the attribute. */
  readonly attribute: string;
  readonly value?: string;
  /** A sentence without its subject: `sealed with the key "old", which is not in SCIM_SEALING_KEYS`. */
  readonly problem?: string;
}

/**
 * Hands out the secrets of a user, to whoever may have them: the caller has seen to that. The log says so first: where it
 * can't be written, nothing is handed out.
 *
 * @throws ScimError 404 where there is no such user, 503 where storage does not answer.
 */
export async function revealSecrets(call: TenantContext, userId: string): Promise<readonly RevealedSecret[]> {
  const context = await userContext(call, { attributes: undefined, excludedAttributes: undefined });
  const { partition, type } = context;
  const ring = call.service.config.sealing;
  const read = await readById(partition, userId);
  if (read === undefined) throw userNotFound(userId);
  const revealed = (await openSecrets(ring, type, partition.tenant, read.user)).map(
    ({ attribute, keyId, value }): RevealedSecret =>
      value === undefined ? { attribute, problem: whyUnopened(ring, keyId) } : { attribute, value },
  );
  const changed = revealed.filter(({ value }) => value !== undefined).map(({ attribute }) => attribute);
  const entry = logEntry(context, newOperationId(), 'reveal', read.user, {}, {});
  await appendLog(partition, { ...entry, changed });
  return revealed;
}
