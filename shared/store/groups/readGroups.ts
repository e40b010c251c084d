import { groupExternalIdKey, groupKey, groupNameKey, sharedNamePrefix } from './keys.ts';
import { keyRange } from '../keys.ts';
import { readKeys, readRow, type Partition } from '../partition.ts';
import { conditionsOf, readById, readDocumentPages, type RangeOptions } from '../readUsers.ts';
import { groupHoldsTooMany } from '../../scim/errors/list.ts';
import type { StoredResource } from '../../scim/represent.ts';
import { chunksOf, inParallel } from '../inParallel.ts';
import { asGroup, readGroupRow, type StoredGroup } from './groupRows.ts';
import { readsAtOnce } from './largeChange.ts';
import type { Member } from './member.ts';
import { readMembers } from './readMembers.ts';

/** Every group of the tenant, in the order of their ids, a storage call for every page. */
export function readAllGroups(
  partition: Partition,
  { pushdown, ...options }: RangeOptions = {},
): AsyncGenerator<readonly StoredGroup[]> {
  const conditions = conditionsOf(pushdown);
  return readDocumentPages(partition, groupKey(''), 'group', readGroupRow, { ...options, conditions });
}

/** The row keys of all groups after the key `after`, in order; only keys cross the wire. */
export function readAllGroupKeys(partition: Partition, after?: string): AsyncGenerator<readonly string[]> {
  return readKeys(partition, keyRange(groupKey('')), after);
}

/** One storage call. */
export async function readGroupByExternalId(
  partition: Partition,
  externalId: string,
): Promise<StoredGroup | undefined> {
  return asGroup(await readRow(partition, groupExternalIdKey(externalId)))?.group;
}

/**
 * The groups of a name, in the order of their ids. One storage call, and another one for a thousand if the tenant
 * allows shared names.
 */
export async function readGroupsByName(
  partition: Partition,
  displayName: string,
  shared: boolean,
): Promise<readonly StoredGroup[]> {
  const only = asGroup(await readRow(partition, groupNameKey(displayName)))?.group;
  const found = only === undefined ? [] : [only];
  if (!shared) return found;
  for await (const groups of readDocumentPages(
    partition,
    sharedNamePrefix(displayName),
    'group',
    readGroupRow,
  ))
    found.push(...groups);
  const distinct = new Map(found.map((group) => [group.id, group]));
  return [...distinct.values()].toSorted((left, right) => (left.id < right.id ? -1 : 1));
}

/** Groups in a group, each of which is a storage call, beyond which a search for its users is refused. */
const maxHeldGroups = 100;

/**
 * The users who may belong to a group, through other groups too, in the order of their ids.
 *
 * @throws ScimError 400 `tooMany` if the group holds more than 100 groups.
 */
export async function* readUsersOfGroup(
  partition: Partition,
  groupId: string,
): AsyncGenerator<readonly StoredResource[]> {
  const users = new Set<string>();
  const groups = new Set([groupId]);
  for (const id of groups) {
    const members = await membersOf(partition, id);
    for (const member of members) (member.type === 'User' ? users : groups).add(member.id);
    if (groups.size > maxHeldGroups + 1) throw groupHoldsTooMany(groupId, maxHeldGroups);
  }
  const ordered = [...users].toSorted();
  for (const ids of chunksOf(ordered, pageOfUsers)) {
    const read = await inParallel(ids, readsAtOnce, (id) => readById(partition, id));
    yield read.flatMap((each) => (each === undefined ? [] : [each.user]));
  }
}

/** Users who are read at a time: each is a call of its own. */
const pageOfUsers = 100;

async function membersOf(partition: Partition, groupId: string): Promise<readonly Member[]> {
  return (await readMembers(partition, groupId))?.members ?? [];
}
