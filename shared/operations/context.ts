import { methodNotAllowed, ScimError } from '../http/error.ts';
import { queryOf } from '../http/query.ts';
import type { Caller, TenantCall } from '../http/tenantEndpoint.ts';
import type { ResourceType } from '../schema/attributes.ts';
import { entityTag, locationOf, represent, type StoredResource } from '../scim/represent.ts';
import { project, readProjection, type Projection } from '../scim/project.ts';
import type { Rules } from '../scim/user.ts';
import { resourceAnswer, type Answer } from '../http/response.ts';
import { pinPath } from '../schema/uniflow.ts';
import type { ValuePolicies } from '../schema/valuePolicy.ts';
import { userType, type Service } from '../service.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { Partition } from '../store/partition.ts';

/** What every operation on a tenant's users needs, read from the request before anything is done. */
export interface UserContext {
  readonly call: Caller;
  readonly type: ResourceType;
  readonly rules: Rules;
  readonly partition: Partition;
  readonly projection: Projection;
}

/** The two parameters of a projection, as they came. */
export interface ProjectionParameters {
  readonly attributes: string | undefined;
  readonly excludedAttributes: string | undefined;
}

/** @throws ScimError 400 where the projection is wrong: before anything is written. */
export async function userContext(call: Caller, wanted: ProjectionParameters): Promise<UserContext> {
  const { principal, service, signal } = call;
  const type = userType(principal.tenant);
  return {
    call,
    type,
    rules: { type, policies: policiesOf(service, principal.tenant) },
    projection: readProjection(type, wanted.attributes, wanted.excludedAttributes),
    partition: { table: await service.table('scimUsers'), tenant: principal.tenant.name, signal },
  };
}

/** The context of a request whose projection stands in its query. */
export function requestContext(call: TenantCall): Promise<UserContext> {
  return userContext(call, projectionInQuery(call));
}

/** What a user says of its card when it is written. */
export function cardSharing(tenant: Tenant): { readonly cardShared?: true } {
  return mayShareCards(tenant) ? { cardShared: true } : {};
}

/** Whether several users of the tenant may have one card. */
export function mayShareCards({ identityProvider }: Tenant): boolean {
  return !identityProvider.settings.cardNumberUnique;
}

/** The deployment's rules for values, with the tenant's own one for pins. */
function policiesOf({ config: { policies } }: Service, { identityProvider }: Tenant): ValuePolicies {
  const { pin } = identityProvider.settings;
  return pin === undefined ? policies : new Map([...policies, [pinPath, pin]]);
}

function projectionInQuery({ request }: TenantCall): ProjectionParameters {
  const query = queryOf(request);
  return { attributes: query.list('attributes'), excludedAttributes: query.list('excludedAttributes') };
}

/**
 * A user as the answer to a read or write.
 *
 * @param sent SCIM paths of the attributes that the request set.
 */
export function userAnswer(
  context: UserContext,
  status: number,
  user: StoredResource,
  sent?: ReadonlySet<string>,
): Answer {
  const { type, projection, call } = context;
  const resource = project(type, represent(type, user, call.baseUrl), projection, sent);
  return resourceAnswer(status, resource, locationOf(type, user.id, call.baseUrl), entityTag(user.version));
}

/**
 * The id in the path.
 *
 * @throws ScimError 405 for `/Users/.search`, which the route of a user takes in for every method but POST.
 */
export function userId({ request }: TenantCall): string {
  const id = request.params.id ?? '';
  if (id.toLowerCase() === '.search') throw methodNotAllowed(request.method, ['POST']);
  return id;
}

export function notFound(id: string): ScimError {
  return new ScimError(404, undefined, `There is no user with the id ${JSON.stringify(id.slice(0, 100))}.`);
}
