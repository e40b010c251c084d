import type { HttpHandler } from '@azure/functions';
import { authenticate, type Principal } from '../auth/authenticate.ts';
import { validityOf, scopes, type Scope } from '../tenants/credential.ts';
import { countActivity, timed } from '../telemetry/recorder.ts';
import { noteUse } from '../tenants/lastUsed.ts';
import { groupContext } from '../groups/context.ts';
import { userContext, type ResourceContext, type TenantContext } from '../users/context.ts';
import { isLogged, logRefusals, type ResourceKind } from '../users/refusals.ts';
import type { JsonObject } from '../scim/json.ts';
import { clientAddress, queryOf, readRequestBody } from './request.ts';
import { endpoint, type Call, type Answer, noContent, notModified, resourceAnswer } from './endpoint.ts';
import { scopeInsufficient } from '../scim/errors/access.ts';
import { etagMatches } from '../scim/user.ts';
import { methodNotAllowed } from '../scim/errors/request.ts';
import { entityTag, locationOf, project, represent, type StoredResource } from '../scim/represent.ts';
import type { ChangeRequest } from '../users/changeUser.ts';
import type { Related } from '../users/list/collection.ts';

/** A request of a tenant, after authentication. */
export interface TenantCall extends Call, Omit<TenantContext, keyof Call> {}

/** Answers a request of a tenant. */
export type TenantHandler = (call: TenantCall) => Answer | Promise<Answer>;

/** What an endpoint does, by which it is decided who may. */
export type Access = 'read' | 'write' | 'any';

const allowedScopes: Readonly<Record<Access, readonly Scope[]>> = {
  read: ['provisioning', 'read-only'],
  write: ['provisioning'],
  any: scopes,
};

/** An endpoint under `/scim/{tenant}`: nobody gets past it without a credential of the tenant that reaches so far. */
export function tenantEndpoint(operation: string, access: Access, handle: TenantHandler): HttpHandler {
  return endpoint(operation, async (call) =>
    handle(await authenticated(call, call.request.params.tenant ?? '', access)),
  );
}

/** Answers a request that writes a resource. A DELETE has no body: its `body` is empty. */
export type WriteHandler = (context: ResourceContext, body: JsonObject, call: TenantCall) => Promise<Answer>;

/** An endpoint under `/scim/{tenant}` that writes users or groups. */
export function writeEndpoint(operation: string, handle: WriteHandler, kind: ResourceKind): HttpHandler {
  return tenantEndpoint(operation, 'write', (call) => answerWrite(call, operation, handle, kind));
}

/** Reads what a write is about, and does it. If it is refused, the provisioning log says so too; the answer is the same. */
export async function answerWrite(
  call: TenantCall,
  operation: string,
  handle: WriteHandler,
  kind: ResourceKind = 'user',
): Promise<Answer> {
  const { request } = call;
  let body: JsonObject | undefined;
  try {
    const context = await requestContext(call, kind);
    body = request.method === 'DELETE' ? {} : await readRequestBody(call);
    return await handle(context, body, call);
  } catch (error) {
    if (isLogged(error)) {
      const { id } = request.params;
      call.runInBackground(logRefusals(call, [{ operation, kind, id, body, error, at: Date.now() }]));
    }
    throw error;
  }
}

const contexts = { user: userContext, group: groupContext } satisfies Record<ResourceKind, unknown>;

/** The context of a request whose projection is in its query. @throws ScimError 400, before anything is written */
export function requestContext(call: TenantCall, kind: ResourceKind = 'user'): Promise<ResourceContext> {
  const query = queryOf(call.request);
  return contexts[kind](call, {
    attributes: query.list('attributes'),
    excludedAttributes: query.list('excludedAttributes'),
  });
}

/** @throws ScimError 401, 403, 429 */
export async function authenticated(call: Call, name: string, access: Access): Promise<TenantCall> {
  const { request, service } = call;
  const presented = {
    authorization: request.headers.get('authorization'),
    address: clientAddress(request),
  };
  const principal = await timed('authenticate', () => authenticate(service, name, presented));
  call.identified(name);
  noteCredential(call, name, principal.credential);
  service.throttle.admit(name, principal.credential.id);
  countActivity(name, 'requests');
  if (!allowedScopes[access].some((scope) => principal.scopes.has(scope)))
    throw scopeInsufficient(...allowedScopes[access]);
  const origin = service.config.publicUrl ?? new URL(request.url).origin;
  return {
    ...call,
    tenant: principal.tenant,
    actor: principal.credential,
    quota: service.throttle.quotaOf(name, principal.credential.id, call.signal),
    baseUrl: `${origin}/scim/${name}`,
  };
}

/** At most once an hour: notes that the credential is in use, and warns the operator if it soon is not. */
export function noteCredential(call: Call, holder: string, credential: Principal['credential']): void {
  const { service, warn, runInBackground } = call;
  const now = new Date();
  if (!service.lastUsed.isDue(holder, credential.id, now.getTime())) return;
  if (credential.expires !== undefined && validityOf(credential, now.getTime()) === 'expiring')
    warn('credentialExpires', { tenant: holder, credential: credential.id, expires: credential.expires });
  runInBackground(
    service
      .table('scimTenants')
      .then((table) => noteUse(table, holder, credential.id, now))
      .catch((error: unknown) => {
        service.lastUsed.failed(holder, credential.id, now.getTime());
        throw error;
      }),
  );
}

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
  const related = await withRelation(context, stored);
  if (related === undefined) throw context.collection.notFound(stored.id);
  return relatedAnswer(context, 200, related);
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
  const related = await withRelation(context, stored);
  return related === undefined ? noContent : relatedAnswer(context, status, related, sent);
}

/** A resource with as much of its relation as the answer needs; undefined if it is gone meanwhile. */
async function withRelation(
  { answerNeeds, partition, call, collection }: ResourceContext,
  stored: StoredResource,
): Promise<Related | undefined> {
  if (answerNeeds === 'none') return { stored, values: {} };
  const [related] = await collection.related(partition, [stored], answerNeeds, call.baseUrl);
  return related;
}

/** A resource whose relation is known, as an answer. */
export function relatedAnswer(
  { type, projection, call }: ResourceContext,
  status: number,
  { stored, values }: Related,
  sent?: ReadonlySet<string>,
): Answer {
  const resource = project(type, represent(type, stored, call.baseUrl, values), projection, sent);
  return resourceAnswer(
    status,
    resource,
    locationOf(type, stored.id, call.baseUrl),
    entityTag(stored.version),
  );
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
