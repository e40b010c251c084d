import { randomUUID } from 'node:crypto';
import { asGroup, type ReadGroup, type StoredGroup } from '../groups/groupRows.ts';
import {
  departedKey,
  groupKey,
  isGroupCopyKey,
  memberKey,
  membershipKey,
  membersPrefix,
} from '../groups/keys.ts';
import { readsAtOnce } from '../groups/largeChange.ts';
import { groupChanges } from '../groups/writeGroup.ts';
import { memberIn, readCandidate, touched, type Candidate } from '../groups/member.ts';
import { DamagedUser, unlessDamaged } from '../documentRow.ts';
import { deleteRows } from '../deleteRows.ts';
import { batchesWithin, inParallel } from '../inParallel.ts';
import { keyRange } from '../keys.ts';
import { maxTransactionOperations } from '../limits.ts';
import { readKeys, readRow, type Partition, type StoredRow } from '../partition.ts';
import { isConflict } from '../storageError.ts';
import { submit, type RowChange } from '../writeRows.ts';
import { nothingFound, type Inspection, type MembershipProblem, type Problem } from './finding.ts';
import { whileUnchanged } from './unchanged.ts';

/** What is wrong with a membership, and how it is repaired. */
interface Step {
  readonly problem: Problem;
  readonly changes: readonly RowChange[];
  /** By how much it changes the number of members. */
  readonly delta: -1 | 0 | 1;
  /** Whether the group itself is its member. */
  readonly ofItself: boolean;
}

/**
 * Holds both sides of memberships of a group, its members and its size against each other. Every change of members changes the
 * row of the group, so that they are seen as of one moment; a large one that is being carried out is finished first.
 *
 * @param memberIds of those whose membership is suspected.
 * @param sizeToo whether all members are to be counted: a storage call for a thousand.
 * @returns undefined if somebody changes them all the time.
 */
export async function inspectMembers(
  partition: Partition,
  groupId: string,
  memberIds: ReadonlySet<string>,
  sizeToo: boolean,
): Promise<Inspection | undefined> {
  return whileUnchanged(partition, groupKey(groupId), async (row) => {
    if (row === undefined) return membershipsOfNobody(partition, groupId, memberIds);
    const read = unlessDamaged(() => asGroup(row));
    if (read === undefined || read.group.pending !== undefined) return nothingFound;
    const pairs = await inParallel([...memberIds], readsAtOnce, (id) => readPair(partition, groupId, id));
    const count = sizeToo || pairs.some(isAlone) ? await countMembers(partition, groupId) : read.group.size;
    return membersOf(partition, read, pairs, count);
  });
}

/** Two rows of a membership, and the member. */
interface Pair {
  readonly id: string;
  readonly groupSide: StoredRow | undefined;
  readonly memberSide: StoredRow | undefined;
  /** `departed`: deleted while its memberships are being taken away. `damaged`: there, but nobody knows what it is. */
  readonly member: Candidate | 'gone' | 'departed' | 'damaged';
}

async function readPair(partition: Partition, groupId: string, id: string): Promise<Pair> {
  const [groupSide, memberSide] = await Promise.all([
    readRow(partition, memberKey(groupId, id)),
    readRow(partition, membershipKey(id, groupId)),
  ]);
  const type = groupSide === undefined ? 'User' : memberIn(groupSide).type;
  try {
    // In this order: a departure is noted when the member is deleted, and forgotten when its memberships are gone.
    const candidate = await readCandidate(partition, id, type);
    const isDeparted = candidate === undefined && (await readRow(partition, departedKey(id))) !== undefined;
    return { id, groupSide, memberSide, member: candidate ?? (isDeparted ? 'departed' : 'gone') };
  } catch (error) {
    if (error instanceof DamagedUser) return { id, groupSide, memberSide, member: 'damaged' };
    throw error;
  }
}

/** Whether only the row of a member says that it is one. */
function isAlone({ groupSide, memberSide, member }: Pair): boolean {
  return groupSide === undefined && memberSide !== undefined && typeof member === 'object';
}

async function countMembers(partition: Partition, groupId: string): Promise<number> {
  let count = 0;
  for await (const keys of readKeys(partition, keyRange(membersPrefix(groupId))))
    count += keys.filter((key) => !isGroupCopyKey(key)).length;
  return count;
}

function membersOf(partition: Partition, read: ReadGroup, pairs: readonly Pair[], count: number): Inspection {
  const { id: group, size } = read.group;
  const alone = pairs.filter(isAlone);
  // The size is a witness: if it counts those whom only their own rows call members, the group's rows are lost.
  const areLost = alone.length > 0 && size - count === alone.length;
  const steps = pairs.flatMap((pair) => stepsOf(group, pair, areLost));
  const problems = steps.map(({ problem }) => problem);
  if (!areLost && size !== count) problems.push({ kind: 'sizeWrong', group, says: size, has: count });
  return {
    findings: problems.map((problem) => ({ problem, repairable: true })),
    repair: () => (problems.length === 0 ? Promise.resolve(true) : repair(partition, read, steps, count)),
  };
}

function stepsOf(group: string, pair: Pair, areLost: boolean): readonly Step[] {
  const { id, groupSide, memberSide, member } = pair;
  if (member === 'departed' || member === 'damaged') return [];
  const step = (
    kind: MembershipProblem['kind'],
    changes: readonly RowChange[],
    delta: Step['delta'] = 0,
  ): Step => {
    return { problem: { kind, group, member: id }, changes, delta, ofItself: id === group };
  };
  const gone = [groupSide, memberSide].flatMap((row) => (row === undefined ? [] : [deletion(row)]));
  if (member === 'gone')
    return gone.length === 0 ? [] : [step('memberGone', gone, groupSide === undefined ? 0 : -1)];
  if (groupSide === undefined) {
    if (memberSide === undefined) return [];
    return areLost
      ? [step('groupSideMissing', joining(group, member), 1)]
      : [step('memberSideLeftOver', gone)];
  }
  const row = { id, type: member.type };
  const kind = soundProblem(groupSide, memberSide, row, group, member);
  return kind === undefined ? [] : [step(kind, joining(group, member))];
}

function soundProblem(
  groupSide: StoredRow,
  memberSide: StoredRow | undefined,
  { id, type }: { readonly id: string; readonly type: string },
  group: string,
  member: Candidate,
): MembershipProblem['kind'] | undefined {
  if (memberSide === undefined) return 'memberSideMissing';
  const isTrue =
    groupSide.id === id && groupSide.type === type && memberSide.member === id && memberSide.group === group;
  if (!isTrue) return 'membershipUntrue';
  return member.resource.grouped === true ? undefined : 'markMissing';
}

/** Both rows, and the member's own, whose deletion depends on them. */
function joining(group: string, member: Candidate): readonly RowChange[] {
  const { id, type } = member;
  return [
    { kind: 'upsert', rowKey: memberKey(group, id), row: { id, type } },
    { kind: 'upsert', rowKey: membershipKey(id, group), row: { member: id, group } },
    // The group's own row is written already.
    ...(id === group ? [] : touched(member)),
  ];
}

function deletion({ rowKey, etag }: StoredRow): RowChange {
  return { kind: 'delete', rowKey, etag };
}

/** Step by step, each with the rows of the group, in as few transactions as they fit into. */
async function repair(
  partition: Partition,
  read: ReadGroup,
  steps: readonly Step[],
  count: number,
): Promise<boolean> {
  const room = maxTransactionOperations - groupChanges(read, read.group).length;
  const batches = batchesWithin(steps, room, ({ changes }) => changes.length);
  // If only the size is wrong, there is no step.
  let latest = read;
  let size = count;
  try {
    for (const batch of steps.length === 0 ? [[]] : batches) {
      size += batch.reduce((sum, { delta }) => sum + delta, 0);
      const group = repairedGroup(latest.group, size, batch);
      const [etag] = await submit(partition, [
        ...groupChanges(latest, group),
        ...batch.flatMap(({ changes }) => changes),
      ]);
      if (etag === undefined) return false;
      latest = { group, etag };
    }
    return true;
  } catch (error) {
    if (isConflict(error)) return false;
    throw error;
  }
}

/** Another version, if its members are others now. */
function repairedGroup(old: StoredGroup, size: number, batch: readonly Step[]): StoredGroup {
  const isVisible = batch.some(({ delta }) => delta !== 0);
  return {
    ...old,
    ...(isVisible
      ? { version: randomUUID().replaceAll('-', ''), lastModified: new Date().toISOString() }
      : {}),
    ...(batch.some(({ ofItself, delta }) => ofItself && delta >= 0) ? { grouped: true } : {}),
    size,
  };
}

/** Memberships in a group that is not there, unless they are being taken away. */
async function membershipsOfNobody(
  partition: Partition,
  group: string,
  memberIds: ReadonlySet<string>,
): Promise<Inspection> {
  if ((await readRow(partition, departedKey(group))) !== undefined) return nothingFound;
  const keys = [...memberIds].flatMap((id) => [memberKey(group, id), membershipKey(id, group)]);
  const rows = await inParallel(keys, readsAtOnce, (key) => readRow(partition, key));
  const left = rows.flatMap((row) => (row === undefined ? [] : [row.rowKey]));
  if (left.length === 0) return nothingFound;
  return {
    findings: [{ problem: { kind: 'groupGone', group, rows: left.length }, repairable: true }],
    async repair() {
      await deleteRows(partition, left);
      return true;
    },
  };
}
