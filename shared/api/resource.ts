import { etagMatches } from '../scim/user.ts';
import { methodNotAllowed } from '../scim/errors/request.ts';
import type { JsonObject } from '../scim/json.ts';
import { entityTag, locationOf, type StoredResource } from '../scim/represent.ts';
import type { ChangeRequest } from '../users/changeUser.ts';
import type { ResourceContext } from '../users/context.ts';
import type { Related } from '../users/list/collection.ts';
import { answeredRelated, answeredResource } from '../users/list/represented.ts';
import { noContent, notModified, resourceAnswer, type Answer } from './endpoint.ts';
import type { TenantCall } from './tenantEndpoint.ts';

/** 304 if the client has the resource as it is (RFC 7232 §4.1). */
export function unmodified(
  { request, baseUrl }: TenantCall,
  { type }: ResourceContext,
  stored: StoredResource,
) {
  const ifNoneMatch = request.headers.get('if-none-match');
  const etag = entityTag(stored.version);
  if (ifNoneMatch === null || !etagMatches(ifNoneMatch, etag)) return undefined;
  return notModified(locationOf(type, stored.id, baseUrl), etag);
}

/** A resource as the answer to a read. @throws ScimError 404 if it is gone meanwhile */
export async function readAnswer(context: ResourceContext, stored: StoredResource): Promise<Answer> {
  const answered = await answeredResource(context, stored);
  if (answered === undefined) throw context.collection.notFound(stored.id);
  return answerOf(context, 200, answered.stored, answered.resource);
}

/** A resource that was read together with its relation, as the answer to a read. */
export function relatedAnswer(context: ResourceContext, related: Related): Answer {
  const { stored, resource } = answeredRelated(context, related);
  return answerOf(context, 200, stored, resource);
}

/**
 * A resource as the answer to a write; without a body if it was deleted since.
 *
 * @param sent SCIM paths of the attributes that the request set.
 */
export async function writtenAnswer(
  context: ResourceContext,
  status: number,
  stored: StoredResource,
  sent: ReadonlySet<string>,
): Promise<Answer> {
  const answered = await answeredResource(context, stored, sent);
  return answered === undefined ? noContent : answerOf(context, status, answered.stored, answered.resource);
}

function answerOf(
  { type, call }: ResourceContext,
  status: number,
  { id, version }: StoredResource,
  resource: JsonObject,
): Answer {
  return resourceAnswer(status, resource, locationOf(type, id, call.baseUrl), entityTag(version));
}

/** Which resource a write is about, and which versions of it. */
export function targetOf(call: TenantCall): Omit<ChangeRequest, 'body'> {
  return { id: resourceId(call), ifMatch: call.request.headers.get('if-match') };
}

/**
 * The id in the path.
 *
 * @throws ScimError 405 for `/Users/.search`, which the route of a user takes in for every method but POST.
 */
export function resourceId({ request }: TenantCall): string {
  const id = request.params.id ?? '';
  if (id.toLowerCase() === '.search') throw methodNotAllowed(request.method, 'POST');
  return id;
}
