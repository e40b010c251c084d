import { randomUUID } from 'node:crypto';
import { etagMatches } from '../scim/conditions.ts';
import { requireSchema, searchSchema } from '../scim/messageSchema.ts';
import { project } from '../scim/project.ts';
import { entityTag, locationOf, represent, type StoredResource } from '../scim/represent.ts';
import { applyUserPatch, replaceUser, type ChangeRequest } from '../users/changeUser.ts';
import type { UserContext } from '../users/context.ts';
import { createUser } from '../users/createUser.ts';
import { listUsers, type ListEndpoint } from '../users/listUsers.ts';
import { readUser } from '../users/readUser.ts';
import { removeUser } from '../users/removeUser.ts';
import { readQuery, readSearchRequest } from './listQuery.ts';
import { queryOf, readRequestBody } from './request.ts';
import { listAnswer, noContent, notModified, resourceAnswer, type Answer } from './response.ts';
import { requestContext, type TenantCall, type WriteHandler } from './tenantEndpoint.ts';
import { methodNotAllowed } from '../scim/errors/request.ts';
import type { JsonObject } from '../scim/json.ts';

const usersSearch: ListEndpoint = { name: 'POST /Users/.search', unknownNames: 'refused' };
const rootSearch: ListEndpoint = { name: 'POST /.search', unknownNames: 'absent' };

/** GET /Users/{id} (RFC 7644 §3.4.1). */
export async function getUser(call: TenantCall): Promise<Answer> {
  const context = await requestContext(call);
  const id = userId(call);
  const user = await readUser(context, id);
  const etag = entityTag(user.version);
  const ifNoneMatch = call.request.headers.get('if-none-match');
  if (ifNoneMatch !== null && etagMatches(ifNoneMatch, etag)) {
    return notModified(locationOf(context.type, id, call.baseUrl), etag);
  }
  return userAnswer(context, 200, user);
}

/** GET /Users (RFC 7644 §3.4.2). What nothing matches is 200 with an empty list: a 404 would quarantine Entra's job. */
export async function getUsers(call: TenantCall): Promise<Answer> {
  return listAnswer(await listUsers(call, readQuery(queryOf(call.request))));
}

/** POST /Users/.search (RFC 7644 §3.4.3): the same list, asked for in a body, which no proxy logs. */
export async function searchUsers(call: TenantCall): Promise<Answer> {
  return search(call, usersSearch);
}

/** POST /.search (RFC 7644 §3.4.3): over all resource types, of which there is one. */
export async function searchAll(call: TenantCall): Promise<Answer> {
  return search(call, rootSearch);
}

async function search(call: TenantCall, endpoint: ListEndpoint): Promise<Answer> {
  const body = await readRequestBody(call);
  requireSchema(body, searchSchema);
  return listAnswer(await listUsers(call, readSearchRequest(body), endpoint));
}

/** POST /Users (RFC 7644 §3.3). */
export const postUser: WriteHandler = async (context, body) => {
  const { user, sent } = await createUser(context, body, randomUUID());
  return userAnswer(context, 201, user, sent);
};

/** PUT /Users/{id} (RFC 7644 §3.5.1). */
export const putUser: WriteHandler = async (context, body, call) => {
  const { user, sent } = await replaceUser(context, { ...targetOf(call), body });
  return userAnswer(context, 200, user, sent);
};

/** PATCH /Users/{id} (RFC 7644 §3.5.2): 200 with the full resource, which Entra wants. */
export const patchUser: WriteHandler = async (context, body, call) => {
  const { user, sent } = await applyUserPatch(context, { ...targetOf(call), body });
  return userAnswer(context, 200, user, sent);
};

/** DELETE /Users/{id} (RFC 7644 §3.6). */
export const deleteUser: WriteHandler = async (context, _, call) => {
  const { id, ifMatch } = targetOf(call);
  await removeUser(context, id, ifMatch);
  return noContent;
};

/**
 * A user as the answer to a read or write.
 *
 * @param sent SCIM paths of the attributes that the request set.
 */
function userAnswer(
  context: UserContext,
  status: number,
  user: StoredResource,
  sent?: ReadonlySet<string>,
): Answer {
  const { type, call } = context;
  const location = locationOf(type, user.id, call.baseUrl);
  return resourceAnswer(status, shownUser(context, user, sent), location, entityTag(user.version));
}

/** A user as clients see it. */
export function shownUser(
  { type, projection, call }: UserContext,
  user: StoredResource,
  sent?: ReadonlySet<string>,
): JsonObject {
  return project(type, represent(type, user, call.baseUrl), projection, sent);
}

/** Which user a write is about, and which versions of it. */
function targetOf(call: TenantCall): Omit<ChangeRequest, 'body'> {
  return { id: userId(call), ifMatch: call.request.headers.get('if-match') };
}

/**
 * The id in the path.
 *
 * @throws ScimError 405 for `/Users/.search`, which the route of a user takes in for every method but POST.
 */
function userId({ request }: TenantCall): string {
  const id = request.params.id ?? '';
  if (id.toLowerCase() === '.search') throw methodNotAllowed(request.method, 'POST');
  return id;
}
