import { groupType, type Tenant } from '../tenants/tenant.ts';
import {
  resourceContext,
  type ProjectionParameters,
  type ResourceContext,
  type TenantContext,
} from '../users/context.ts';
import { groupNotFound } from '../scim/errors/group.ts';
import type { RelationNeed, Plan } from '../scim/filter/plan.ts';
import type { JsonObject } from '../scim/json.ts';
import type { StoredResource } from '../scim/represent.ts';
import { takeCensus } from '../store/countUsers.ts';
import { readGroup, type StoredGroup } from '../store/groups/groupRows.ts';
import { groupKey } from '../store/groups/keys.ts';
import type { Member } from '../store/groups/member.ts';
import { directGroups } from '../store/groups/memberships.ts';
import {
  readAllGroupKeys,
  readAllGroups,
  readGroupByExternalId,
  readGroupsByName,
} from '../store/groups/readGroups.ts';
import { membersAmong, readMembers } from '../store/groups/readMembers.ts';
import { inParallel } from '../store/inParallel.ts';
import type { Partition } from '../store/partition.ts';
import {
  type Collection,
  type Related,
  emptySource,
  oneOf,
  severalOf,
  type Source,
} from '../users/list/collection.ts';

/** @throws ScimError 400 if the projection is wrong: before anything is written. */
export function groupContext(call: TenantContext, wanted: ProjectionParameters): Promise<ResourceContext> {
  const { tenant } = call;
  return resourceContext(call, wanted, groupType(tenant), groupCollection(tenant));
}

/** The mark of a group whose name may be shared. */
export function nameSharing(tenant: Tenant): { readonly nameShared?: true } {
  return mayShareNames(tenant) ? { nameShared: true } : {};
}

/** Groups whose members are read at a time. */
const relatedAtOnce = 8;

/** The groups of a tenant. */
function groupCollection(tenant: Tenant): Collection {
  return {
    census: (partition) => takeCensus(partition, 'group'),
    readAll: readAllGroups,
    readAllKeys: readAllGroupKeys,
    rowKey: groupKey,
    notFound: groupNotFound,
    readOne: async (partition, id) => (await readGroup(partition, id))?.group,
    sourceOf: (partition, plan) => sourceOf(partition, plan, mayShareNames(tenant)),
    relatedAtOnce,
    related: (partition, groups, need, baseUrl) =>
      inParallel(groups, relatedAtOnce, (group) => relatedGroup(partition, group, need, baseUrl)),
  };
}

/** Whether several groups of the tenant may have one name. */
export function mayShareNames({ identityProvider }: Tenant): boolean {
  return !identityProvider.settings.groupNameUnique;
}

const keyOf = ({ id }: StoredResource): string => groupKey(id);

function sourceOf(partition: Partition, plan: Plan, nameShared: boolean): Source {
  switch (plan.kind) {
    case 'scan':
      return {
        scan: true,
        read: (after, pageSize) => readAllGroups(partition, { after, pageSize, pushdown: plan.pushdown }),
        keyOf,
      };
    case 'id':
      return oneOf(keyOf, async () => (await readGroup(partition, plan.value))?.group);
    case 'externalId':
      return oneOf(keyOf, () => readGroupByExternalId(partition, plan.value));
    case 'displayName':
      return severalOf(keyOf, async function* () {
        yield await readGroupsByName(partition, plan.value, nameShared);
      });
    case 'member':
      return severalOf(keyOf, async function* () {
        yield await directGroups(partition, plan.value);
      });
    default:
      // Indexes of users.
      return emptySource;
  }
}

/** A group with the members that are needed, read together with it if all of them are. */
async function relatedGroup(
  partition: Partition,
  resource: StoredResource,
  need: RelationNeed,
  baseUrl: string,
): Promise<Related | undefined> {
  if (need === 'none') return { stored: resource, values: {} };
  if (need === 'all') {
    const read = await readMembers(partition, resource.id);
    return read === undefined
      ? undefined
      : { stored: read.group, values: memberValues(read.members, baseUrl) };
  }
  const among = await membersAmong(partition, { id: resource.id, pending: pendingOf(resource) }, need);
  return { stored: resource, values: memberValues(among, baseUrl) };
}

/** The large change of a group, of which nothing else is known here. */
function pendingOf(resource: StoredResource): string | undefined {
  return 'pending' in resource && typeof resource.pending === 'string' ? resource.pending : undefined;
}

/** The values of a group's relation. */
export function memberValues(members: readonly Member[], baseUrl: string): JsonObject {
  return members.length === 0 ? {} : { members: members.map((member) => memberValue(member, baseUrl)) };
}

/** RFC 7643 §4.2 */
function memberValue({ id, type }: Member, baseUrl: string): JsonObject {
  const endpoint = type === 'User' ? 'Users' : 'Groups';
  return { value: id, $ref: `${baseUrl}/${endpoint}/${encodeURIComponent(id)}`, type };
}

/** A group by its id, without its members; one storage call. @throws ScimError 404 */
export async function existingGroup({ partition }: ResourceContext, id: string): Promise<StoredGroup> {
  const read = await readGroup(partition, id);
  if (read === undefined) throw groupNotFound(id);
  return read.group;
}

/** A group and its members, as they were at one moment; a storage call for each thousand. @throws ScimError 404 */
export async function readGroupWithMembers(
  { partition, call }: ResourceContext,
  id: string,
): Promise<Related> {
  const read = await readMembers(partition, id);
  if (read === undefined) throw groupNotFound(id);
  return { stored: read.group, values: memberValues(read.members, call.baseUrl) };
}
