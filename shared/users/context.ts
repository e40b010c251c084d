import type { Actor } from '../auth/authenticate.ts';
import type { SealingKeys } from '../config/keyRing.ts';
import type { RelationNeed, Plan } from '../scim/filter/plan.ts';
import { relationOf, type ResourceType } from '../scim/schema/attributes.ts';
import { readProjection, wants, type Projection, type StoredResource } from '../scim/represent.ts';
import type { Rules } from '../scim/user.ts';
import { pinPath } from '../scim/schema/uniflow.ts';
import type { ValuePolicies } from '../scim/schema/validate.ts';
import { userType, type Tenant } from '../tenants/tenant.ts';
import {
  type Collection,
  type Related,
  emptySource,
  oneOf,
  severalOf,
  type Source,
} from './list/collection.ts';
import type { TenantDirectory } from '../tenants/tenantDirectory.ts';
import type { Partition } from '../store/partition.ts';
import type { Table } from '../store/tables.ts';
import type { Quota } from '../throttle/throttle.ts';
import type { Bookmarks } from './list/bookmarks.ts';
import { userNotFound } from '../scim/errors/user.ts';
import { textOf, type JsonObject } from '../scim/json.ts';
import { takeCensus } from '../store/countUsers.ts';
import { readUsersOfGroup } from '../store/groups/readGroups.ts';
import { idKey, userNameKey } from '../store/keys.ts';
import {
  readAll,
  readAllKeys,
  readByCardNumber,
  readByEmail,
  readByExternalId,
  readById,
  readByUserName,
  readByUserNamePrefix,
  type ReadUser,
} from '../store/readUsers.ts';
import { inParallel } from '../store/inParallel.ts';
import type { StoredGroup } from '../store/groups/groupRows.ts';
import { KnownGroups, readMemberships, readMembershipRowsOf } from '../store/groups/memberships.ts';

/** Services that the use cases need. */
export interface UserServices {
  readonly config: { readonly sealing: SealingKeys; readonly policies: ValuePolicies };
  readonly bookmarks: Bookmarks;
  readonly tenants: Pick<TenantDirectory, 'holdGroups'>;
  table(name: 'scimUsers'): Promise<Table>;
}

/** The tenant and the actor of a request or a command. */
export interface TenantContext {
  readonly service: UserServices;
  readonly tenant: Tenant;
  /** Whom the provisioning log names. */
  readonly actor: Pick<Actor, 'id' | 'label'>;
  readonly requestId: string;
  /** Aborts when the time is over. */
  readonly signal: AbortSignal;
  /** For locations: `https://<host>/scim/<tenant>`, or the tenant's address in the management API. */
  readonly baseUrl: string;
  readonly quota: Quota;
}

/**
 * What every operation on one type of a tenant's resources needs. It is read from the request before anything else
 * happens.
 */
export interface ResourceContext {
  readonly call: TenantContext;
  readonly type: ResourceType;
  readonly rules: Rules;
  readonly partition: Partition;
  readonly projection: Projection;
  /** How much of a resource's relation the answer needs. */
  readonly answerNeeds: RelationNeed;
  readonly collection: Collection;
}

/** The two parameters of a projection, as they came. */
export interface ProjectionParameters {
  readonly attributes: string | undefined;
  readonly excludedAttributes: string | undefined;
}

/** @throws ScimError 400 if the projection is wrong: before anything is written. */
export function userContext(call: TenantContext, wanted: ProjectionParameters): Promise<ResourceContext> {
  const { tenant } = call;
  return resourceContext(call, wanted, userType(tenant), userCollection(tenant));
}

/** @throws ScimError 400 if the projection is wrong: before anything is written. */
export async function resourceContext(
  call: TenantContext,
  wanted: ProjectionParameters,
  type: ResourceType,
  collection: Collection,
): Promise<ResourceContext> {
  const { tenant, service, signal } = call;
  const projection = readProjection(type, wanted.attributes, wanted.excludedAttributes);
  const relation = relationOf(type);
  return {
    call,
    type,
    rules: { type, policies: policiesOf(service, tenant) },
    projection,
    answerNeeds: relation !== undefined && wants(projection, relation) ? 'all' : 'none',
    collection,
    partition: { table: await service.table('scimUsers'), tenant: tenant.name, signal },
  };
}

/** The mark of a user whose card may be shared. */
export function cardSharing(tenant: Tenant): { readonly cardShared?: true } {
  return mayShareCards(tenant) ? { cardShared: true } : {};
}

/** The deployment's rules for values, with the tenant's own one for pins. */
function policiesOf({ config: { policies } }: UserServices, { identityProvider }: Tenant): ValuePolicies {
  const { pin } = identityProvider.settings;
  return pin === undefined ? policies : new Map([...policies, [pinPath, pin]]);
}

/** Users whose memberships are read together. */
const relatedAtOnce = 1_000;

/** The users of a tenant. */
function userCollection(tenant: Tenant): Collection {
  return {
    census: takeCensus,
    readAll,
    readAllKeys,
    rowKey: idKey,
    notFound: userNotFound,
    readOne: async (partition, id) => (await readById(partition, id))?.user,
    sourceOf: (partition, found) => sourceOf(partition, found, mayShareCards(tenant)),
    relatedAtOnce,
    related: (partition, users, _, baseUrl) => relatedUsers(partition, users, baseUrl),
  };
}

/** A user by its id, with what its next write depends on. A disabled user is read like any other. @throws ScimError 404 */
export async function existingUser(partition: Partition, id: string): Promise<ReadUser> {
  const read = await readById(partition, id);
  if (read === undefined) throw userNotFound(id);
  return read;
}

/** Whether several users of the tenant may have one card. */
function mayShareCards({ identityProvider }: Tenant): boolean {
  return !identityProvider.settings.cardNumberUnique;
}

const keyOf = ({ id }: StoredResource): string => idKey(id);

function sourceOf(partition: Partition, found: Plan, cardShared: boolean): Source {
  switch (found.kind) {
    case 'scan':
      return {
        scan: true,
        read: (after, pageSize) => readAll(partition, { after, pageSize, pushdown: found.pushdown }),
        keyOf,
      };
    case 'userNamePrefix':
      return {
        scan: false,
        read: (after, pageSize) => readByUserNamePrefix(partition, found.value, { after, pageSize }),
        keyOf: ({ attributes }) => userNameKey(textOf(attributes.userName)),
      };
    case 'email':
      return severalOf(keyOf, () => readByEmail(partition, found.value));
    case 'cardNumber':
      return severalOf(keyOf, () => readByCardNumber(partition, found.value, cardShared));
    case 'group':
      // Ids are stored in lower case; clients may write them otherwise.
      return severalOf(keyOf, () => readUsersOfGroup(partition, found.value.toLowerCase()));
    case 'id':
      return oneOf(keyOf, async () => (await readById(partition, found.value))?.user);
    case 'externalId':
      return oneOf(keyOf, async () => (await readByExternalId(partition, found.value))?.user);
    case 'userName':
      return oneOf(keyOf, async () => (await readByUserName(partition, found.value))?.user);
    case 'displayName':
    case 'member':
      // Indexes of groups.
      return emptySource;
  }
}

/** Users whose groups are read at a time. */
const usersAtOnce = 8;

/** Users with the groups that they belong to. A user who was never in a group costs no storage call. */
async function relatedUsers(
  partition: Partition,
  users: readonly StoredResource[],
  baseUrl: string,
): Promise<readonly Related[]> {
  const grouped = users.filter(({ grouped: mark }) => mark === true);
  if (grouped.length === 0) return users.map((stored) => ({ stored, values: {} }));
  const rows = await readMembershipRowsOf(
    partition,
    grouped.map(({ id }) => id),
  );
  const groups = new KnownGroups(partition);
  return inParallel(users, usersAtOnce, async (stored) => {
    if (stored.grouped !== true) return { stored, values: {} };
    const { direct, indirect } = await readMemberships(
      partition,
      stored.id,
      rows.get(stored.id) ?? [],
      groups,
    );
    const values = [
      ...direct.map((group) => groupValue(group, 'direct', baseUrl)),
      ...indirect.map((group) => groupValue(group, 'indirect', baseUrl)),
    ];
    return { stored, values: values.length === 0 ? {} : { groups: values } };
  });
}

/** RFC 7643 §4.1.2 */
function groupValue({ id, attributes }: StoredGroup, type: string, baseUrl: string): JsonObject {
  return {
    value: id,
    $ref: `${baseUrl}/Groups/${encodeURIComponent(id)}`,
    display: attributes.displayName ?? null,
    type,
  };
}
