import { memberUnknown } from '../scim/errors/group.ts';
import { defined } from '../scim/json.ts';
import type { Partition } from '../store/partition.ts';
import { inParallel } from '../store/inParallel.ts';
import type { StoredGroup } from '../store/groups/groupRows.ts';
import { readsAtOnce } from '../store/groups/largeChange.ts';
import {
  inOrder,
  readCandidate,
  type Candidate,
  type Member,
  type MembershipChange,
} from '../store/groups/member.ts';
import { membersAmong, readMembers, type GroupWithMembers } from '../store/groups/readMembers.ts';
import type { MemberOperation, MemberReference } from './memberOperations.ts';

/** What is wanted of those whom a request names: to be a member, as what, or not to be one. */
type Wanted = ReadonlyMap<string, MemberReference | 'removed'>;

/** Named members up to which they are looked up side by side with the group. */
const fewNamed = 8;

/** Members for each that a request names, up to which it is cheaper to read all of them. */
const readAllBelow = 20;

/** What was looked up while the group was read, or before. */
export interface LookedUp {
  /** All members, if all of them count; undefined if the group is gone. */
  readonly all?: GroupWithMembers | undefined;
  /** Those of the named ones who are members, if it was looked up. */
  readonly members?: readonly Member[];
  /** Those of the named ones who are to be members. */
  readonly candidates: ReadonlyMap<string, Candidate | undefined>;
}

/** A change of a group's members. */
export interface KnownChange extends MembershipChange {
  /** All members afterwards, if they are known. */
  readonly after?: readonly Member[];
}

/** What is wanted of those who are named, if the change is not about all members. */
function wantedMembers(operations: readonly MemberOperation[]): Wanted | undefined {
  const wanted = new Map<string, MemberReference | 'removed'>();
  for (const operation of operations) {
    if (operation.kind === 'removeAll' || operation.kind === 'removeWhere') return undefined;
    if (operation.kind === 'add') for (const member of operation.members) wanted.set(member.id, member);
    else for (const id of operation.ids) wanted.set(id, 'removed');
  }
  return wanted;
}

/**
 * Looks members up while the group is read: few, or all if all of them count. A large change may be carried out between the
 * two: that somebody is, or is not, a member is certain only as far as a transaction depends on it.
 */
export async function lookUp(
  partition: Partition,
  groupId: string,
  operations: readonly MemberOperation[],
): Promise<LookedUp | undefined> {
  const wanted = wantedMembers(operations);
  if (wanted === undefined) return { all: await readMembers(partition, groupId), candidates: new Map() };
  if (wanted.size === 0 || wanted.size > fewNamed) return undefined;
  const added = [...wanted.values()].filter((each) => each !== 'removed');
  const [members, candidates] = await Promise.all([
    membersAmong(partition, { id: groupId }, wanted.keys()),
    inParallel(added, readsAtOnce, ({ id, type }) => readCandidate(partition, id, type)),
  ]);
  return { members, candidates: new Map(added.map(({ id }, i) => [id, candidates[i]])) };
}

/**
 * The exact change that operations make of a group's members; undefined if the group has changed since it was read.
 *
 * @param group undefined of a new one.
 * @param lookedUp before the group was read.
 * @throws ScimError 400 `invalidValue` that names somebody who is neither a user nor a group of the tenant.
 */
export async function membershipChange(
  partition: Partition,
  group: StoredGroup | undefined,
  operations: readonly MemberOperation[],
  lookedUp?: LookedUp,
): Promise<KnownChange | undefined> {
  const wanted = wantedMembers(operations);
  if (wanted === undefined) return wholeChange(partition, group, operations, lookedUp);
  if (wanted.size === 0)
    return { added: [], removed: [], ...defined({ after: group === undefined ? [] : undefined }) };
  const present = lookedUp?.members ?? (await presentAmong(partition, group, wanted));
  if (present === undefined) return undefined;
  const change = await changeOf(partition, wanted, present, lookedUp);
  const certain = change.added.length + change.removed.length === wanted.size;
  if (group === undefined) return { ...change, after: inOrder(change.added) };
  if (lookedUp?.members === undefined || certain) return change;
  // The transaction does not see whether those of whom nothing changes still are, or are not, members.
  const confirmed = await membersAmong(partition, group, wanted.keys());
  return changeOf(partition, wanted, confirmed, lookedUp);
}

/** Those who are named and members already. */
async function presentAmong(
  partition: Partition,
  group: StoredGroup | undefined,
  wanted: Wanted,
): Promise<readonly Member[] | undefined> {
  if (group === undefined || group.size === 0) return [];
  if (wanted.size <= fewNamed || group.size > wanted.size * readAllBelow)
    return membersAmong(partition, group, wanted.keys());
  const read = await readMembers(partition, group.id);
  return read?.group.version === group.version ? read.members.filter(({ id }) => wanted.has(id)) : undefined;
}

/** The change where all members count. */
async function wholeChange(
  partition: Partition,
  group: StoredGroup | undefined,
  operations: readonly MemberOperation[],
  lookedUp: LookedUp | undefined,
): Promise<KnownChange | undefined> {
  const read = group === undefined ? undefined : (lookedUp?.all ?? (await readMembers(partition, group.id)));
  if (read?.group.version !== group?.version) return undefined;
  const before = read?.members ?? [];
  let now = new Map<string, MemberReference>(before.map((member) => [member.id, member]));
  for (const operation of operations) {
    if (operation.kind === 'removeAll') now = new Map();
    else if (operation.kind === 'add') for (const member of operation.members) now.set(member.id, member);
    else if (operation.kind === 'remove') for (const id of operation.ids) now.delete(id);
    else for (const [id, { type = 'User' }] of now) if (operation.holds({ value: id, type })) now.delete(id);
  }
  const wanted = new Map<string, MemberReference | 'removed'>(now);
  for (const { id } of before) if (!now.has(id)) wanted.set(id, 'removed');
  const change = await changeOf(partition, wanted, before, lookedUp);
  return { ...change, after: inOrder([...before.filter(({ id }) => now.has(id)), ...change.added]) };
}

async function changeOf(
  partition: Partition,
  wanted: Wanted,
  present: readonly Member[],
  lookedUp?: LookedUp,
): Promise<MembershipChange> {
  const byId = new Map(present.map((member) => [member.id, member]));
  const joining: MemberReference[] = [];
  const removed: Member[] = [];
  for (const [id, member] of wanted) {
    const there = byId.get(id);
    if (member === 'removed') {
      if (there !== undefined) removed.push(there);
    } else if (there === undefined) joining.push(member);
  }
  const added = await inParallel(joining, readsAtOnce, async ({ id, type }) => {
    const known = lookedUp?.candidates;
    const candidate = known?.has(id) === true ? known.get(id) : await readCandidate(partition, id, type);
    if (candidate === undefined) throw memberUnknown(id);
    return candidate;
  });
  return { added, removed };
}
