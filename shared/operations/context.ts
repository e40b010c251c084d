import { ScimError } from '../http/error.ts';
import type { TenantCall } from '../http/endpoint.ts';
import type { ResourceType } from '../schema/attributes.ts';
import { entityTag, locationOf, represent, type StoredResource } from '../scim/represent.ts';
import { project, readProjection, type Projection } from '../scim/project.ts';
import type { Rules } from '../scim/user.ts';
import { resourceAnswer, type Answer } from '../http/response.ts';
import { userType } from '../service.ts';
import type { Partition } from '../store/partition.ts';

/** What every operation on a tenant's users needs, read from the request before anything is done. */
export interface UserContext {
  readonly call: TenantCall;
  readonly type: ResourceType;
  readonly rules: Rules;
  readonly partition: Partition;
  readonly projection: Projection;
}

/** @throws ScimError 400 where the query's projection is wrong: before anything is written. */
export async function userContext(call: TenantCall): Promise<UserContext> {
  const { principal, request, service, signal } = call;
  const type = userType(principal.tenant);
  const { query } = request;
  return {
    call,
    type,
    rules: { type, policies: service.config.policies },
    projection: readProjection(type, query.get('attributes'), query.get('excludedAttributes')),
    partition: { table: await service.table('scimUsers'), tenant: principal.tenant.name, signal },
  };
}

/** A user as the answer to a read or write. */
export function userAnswer(context: UserContext, status: number, user: StoredResource): Answer {
  const { type, projection, call } = context;
  const resource = project(type, represent(type, user, call.baseUrl), projection);
  return resourceAnswer(status, resource, locationOf(type, user.id, call.baseUrl), entityTag(user.version));
}

export function userId({ request }: TenantCall): string {
  return request.params.id ?? '';
}

export function notFound(id: string): ScimError {
  return new ScimError(404, undefined, `There is no user with the id ${JSON.stringify(id.slice(0, 100))}.`);
}
