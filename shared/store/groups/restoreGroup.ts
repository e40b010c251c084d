import { membershipMark } from '../documentRow.ts';
import { chunksOf, inParallel } from '../inParallel.ts';
import { maxTransactionOperations } from '../limits.ts';
import { withDeadline, type Partition } from '../partition.ts';
import type { Restored } from '../restoreUser.ts';
import { readRefusal } from '../storageError.ts';
import { submit, type RowChange } from '../writeRows.ts';
import { groupRows, readGroup, type StoredGroup } from './groupRows.ts';
import { groupKey, memberKey, membershipKey } from './keys.ts';
import { callsAtOnce } from './largeChange.ts';
import { readCandidate, touched, type Member } from './member.ts';
import { groupChanges } from './writeGroup.ts';

/** Makes all rows of a group but its memberships, in one transaction. It overwrites nothing, and is not counted. */
export async function restoreGroup(partition: Partition, group: StoredGroup): Promise<Restored> {
  const place = withDeadline(partition);
  const changes = [...groupRows(group)].map(([rowKey, row]): RowChange => ({ kind: 'create', rowKey, row }));
  try {
    await submit(place, changes);
    return 'restored';
  } catch (error) {
    if (readRefusal(error)?.status !== 409) throw error;
    // By an earlier run, or by this very call, whose answer was lost.
    const there = await readGroup(place, group.id);
    if (there === undefined) return 'taken';
    return there.group.version === group.version ? 'there' : 'changed';
  }
}

/** Makes both rows of memberships, or writes them again. */
export async function restoreMemberships(
  partition: Partition,
  groupId: string,
  members: readonly Member[],
): Promise<void> {
  const chunks = chunksOf(members, maxTransactionOperations / 2);
  await inParallel(chunks, callsAtOnce, (chunk) =>
    submit(
      withDeadline(partition),
      chunk.flatMap(({ id, type }): readonly RowChange[] => [
        { kind: 'upsert', rowKey: memberKey(groupId, id), row: { id, type } },
        { kind: 'upsert', rowKey: membershipKey(id, groupId), row: { member: id, group: groupId } },
      ]),
    ),
  );
}

/** Marks a user or group as a member of groups. Nobody writes it at the same time. */
export async function markMember(partition: Partition, { id, type }: Member): Promise<void> {
  const place = withDeadline(partition);
  if (type === 'Group') {
    await submit(place, [{ kind: 'merge', rowKey: groupKey(id), row: membershipMark, etag: '*' }]);
    return;
  }
  const candidate = await readCandidate(place, id);
  if (candidate !== undefined) await submit(place, touched(candidate));
}

/** Lets a group say how many members it has. Nobody writes it at the same time. */
export async function correctSize(partition: Partition, groupId: string, size: number): Promise<void> {
  const place = withDeadline(partition);
  const read = await readGroup(place, groupId);
  if (read === undefined || read.group.size === size) return;
  await submit(place, groupChanges(read, { ...read.group, size }));
}
