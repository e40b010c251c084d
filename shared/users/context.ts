import { ScimError } from '../scim/error.ts';
import type { Caller, UserServices } from './caller.ts';
import type { ResourceType } from '../scim/schema/attributes.ts';
import { readProjection, type Projection } from '../scim/project.ts';
import type { Rules } from '../scim/user.ts';
import { pinPath } from '../scim/schema/uniflow.ts';
import type { ValuePolicies } from '../scim/schema/valuePolicy.ts';
import { userType } from '../tenants/resourceTypes.ts';
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

/** What a user says of its card when it is written. */
export function cardSharing(tenant: Tenant): { readonly cardShared?: true } {
  return mayShareCards(tenant) ? { cardShared: true } : {};
}

/** Whether several users of the tenant may have one card. */
export function mayShareCards({ identityProvider }: Tenant): boolean {
  return !identityProvider.settings.cardNumberUnique;
}

/** The deployment's rules for values, with the tenant's own one for pins. */
function policiesOf({ config: { policies } }: UserServices, { identityProvider }: Tenant): ValuePolicies {
  const { pin } = identityProvider.settings;
  return pin === undefined ? policies : new Map([...policies, [pinPath, pin]]);
}

export function notFound(id: string): ScimError {
  return new ScimError(404, undefined, `There is no user with the id ${JSON.stringify(id.slice(0, 100))}.`);
}
