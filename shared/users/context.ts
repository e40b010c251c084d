import type { Actor } from '../auth/principal.ts';
import type { SealingKeys } from '../config/keyRing.ts';
import type { ResourceType } from '../scim/schema/attributes.ts';
import { readProjection, type Projection } from '../scim/project.ts';
import type { Rules } from '../scim/user.ts';
import { pinPath } from '../scim/schema/uniflow.ts';
import { type ValuePolicies } from '../scim/schema/validate.ts';
import { userType } from '../tenants/resourceTypes.ts';
import type { Collection } from './list/collection.ts';
import { mayShareCards, userCollection } from './userCollection.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { Partition } from '../store/partition.ts';
import type { Table } from '../store/tables.ts';
import type { Quota } from '../throttle/throttle.ts';
import type { Bookmarks } from './list/bookmarks.ts';

/** What use cases on users work with. */
export interface UserServices {
  readonly config: { readonly sealing: SealingKeys; readonly policies: ValuePolicies };
  readonly bookmarks: Bookmarks;
  table(name: 'scimUsers'): Promise<Table>;
}

/** For which tenant, and by whom, something is done: a request or a command. */
export interface TenantContext {
  readonly service: UserServices;
  readonly tenant: Tenant;
  /** Whom the provisioning log names. */
  readonly actor: Pick<Actor, 'id' | 'label'>;
  readonly requestId: string;
  /** Ends what is done when its time is over. */
  readonly signal: AbortSignal;
  /** For locations: `https://<host>/scim/<tenant>`, or the tenant's address in the management API. */
  readonly baseUrl: string;
  readonly quota: Quota;
}

/** What every operation on a tenant's resources of one type needs, read from the request before anything is done. */
export interface ResourceContext {
  readonly call: TenantContext;
  readonly type: ResourceType;
  readonly rules: Rules;
  readonly partition: Partition;
  readonly projection: Projection;
  readonly collection: Collection;
}

/** The two parameters of a projection, as they came. */
export interface ProjectionParameters {
  readonly attributes: string | undefined;
  readonly excludedAttributes: string | undefined;
}

/** @throws ScimError 400 where the projection is wrong: before anything is written. */
export function userContext(call: TenantContext, wanted: ProjectionParameters): Promise<ResourceContext> {
  const { tenant } = call;
  return resourceContext(call, wanted, userType(tenant), userCollection(tenant));
}

/** @throws ScimError 400 where the projection is wrong: before anything is written. */
export async function resourceContext(
  call: TenantContext,
  wanted: ProjectionParameters,
  type: ResourceType,
  collection: Collection,
): Promise<ResourceContext> {
  const { tenant, service, signal } = call;
  return {
    call,
    type,
    rules: { type, policies: policiesOf(service, tenant) },
    projection: readProjection(type, wanted.attributes, wanted.excludedAttributes),
    collection,
    partition: { table: await service.table('scimUsers'), tenant: tenant.name, signal },
  };
}

/** What a user says of its card when it is written. */
export function cardSharing(tenant: Tenant): { readonly cardShared?: true } {
  return mayShareCards(tenant) ? { cardShared: true } : {};
}

/** The deployment's rules for values, with the tenant's own one for pins. */
function policiesOf({ config: { policies } }: UserServices, { identityProvider }: Tenant): ValuePolicies {
  const { pin } = identityProvider.settings;
  return pin === undefined ? policies : new Map([...policies, [pinPath, pin]]);
}
