import type { WriteResult } from '../store/logRow.ts';
import { patchedResource, replacedResource, createdResource } from '../scim/user.ts';
import { operationsIn, patchOperations, type Operation } from '../scim/dialect/operations.ts';
import { defined, jsonEqual, type JsonObject } from '../scim/json.ts';
import { requireSchema } from '../scim/dialect/canonical.ts';
import type { StoredResource } from '../scim/represent.ts';
import { patchBudget, readingBudget } from '../scim/bounds.ts';
import { sealResource } from '../secrets/seal.ts';
import type { Action, LogEntry } from '../store/logEntry.ts';
import type { ReadUser } from '../store/readUsers.ts';
import { refuseFarTooLarge } from '../store/documentRow.ts';
import { cardNumber, replaceUserRows, insertUser, deleteUserRows } from '../store/userRows.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { cardSharing, existingUser, type ResourceContext } from './context.ts';
import { inSlices } from './list/work.ts';
import {
  logEntry,
  newOperationId,
  pathsIn,
  readAndWrite,
  type Written,
  untilWritten,
  afterwards,
  maxUnexplainedWithOthers,
} from './write.ts';
import { takeMembershipsAway } from '../store/groups/departed.ts';
import { deleteGroupedUser, isContested } from '../store/groups/deleteMember.ts';

/** A change of the user `id` that a client asks for. */
export interface ChangeRequest {
  readonly id: string;
  readonly body: JsonObject;
  /** Versions of which the user must still be one: the `If-Match` header, or the `version` of a Bulk operation. */
  readonly ifMatch: string | null;
}

/** Replaces a user's attributes by those of the request (RFC 7644 §3.5.1). */
export async function replaceUser(context: ResourceContext, request: ChangeRequest): Promise<Written> {
  const { rules, type } = context;
  requireSchema(request.body, type.schema);
  return changeUser(context, request, {
    apply: ({ attributes }) => Promise.resolve(replacedResource(rules, attributes, request.body)),
    sent: ({ attributes }) => pathsIn(type.attributes, attributes),
  });
}

/** Applies a PATCH to a user (RFC 7644 §3.5.2). */
export async function applyUserPatch(context: ResourceContext, request: ChangeRequest): Promise<Written> {
  const { rules, type } = context;
  operationsIn(request.body);
  // A missing user is a 404, even if the operations are wrong, too: so they are read after the user.
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
  context: ResourceContext,
  { id, ifMatch }: ChangeRequest,
  change: Change,
): Promise<Written> {
  const { call, type, partition } = context;
  const owner = { tenant: partition.tenant, userId: id };
  const target = {
    ifMatch,
    read: () => existingUser(partition, id),
    resourceOf: ({ user }: ReadUser) => user,
  };
  const changed = await readAndWrite(context, target, async (read) => {
    const old = read.user;
    const wanted = await change.apply(old);
    refuseFarTooLarge(wanted);
    const { sealing } = call.service.config;
    const attributes = await sealResource(sealing, type, owner, old.attributes, wanted);
    // A change of nothing keeps version and lastModified: Entra sends the same secrets again and again.
    if (jsonEqual(attributes, old.attributes)) return old;
    const version = newOperationId();
    const user = withAttributes(call.tenant, old, version, attributes);
    const entry = logEntry(context, version, actionOf(old, user), user, old.attributes, attributes);
    return (await replaceUserRows(partition, read, user, entry)) === 'written' ? user : undefined;
  });
  return { user: changed, sent: change.sent(changed) };
}

/**
 * The tenant's setting decides whether a card may be shared when the user gets the card: no other change may fail
 * because of it.
 */
function withAttributes(
  tenant: Tenant,
  { cardShared, ...old }: StoredResource,
  version: string,
  attributes: JsonObject,
): StoredResource {
  const sameCard = cardNumber(old.attributes) === cardNumber(attributes);
  const sharing = defined({ cardShared });
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
  // If the user who has the same name is deleted before it is looked up, the write is repeated.
  await untilWritten(call.signal, async () =>
    (await insertUser(partition, user, entry)) === 'written' ? user : undefined,
  );
  return { user, sent: pathsIn(type.attributes, attributes) };
}

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
