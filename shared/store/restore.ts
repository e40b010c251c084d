import type { StoredResource } from '../scim/represent.ts';
import { rowsOfCount, type Counted } from './countUsers.ts';
import { groupKey, memberKey, membershipKey } from './groups/keys.ts';
import { withDeadline, type Partition } from './partition.ts';
import { readById } from './readUsers.ts';
import { userRows } from './userRows.ts';
import { readRefusal } from './storageError.ts';
import { submit, type Row, type RowChange } from './writeRows.ts';
import { membershipMark } from './documentRow.ts';
import { chunksOf, inParallel } from './inParallel.ts';
import { maxTransactionOperations } from './limits.ts';
import { groupRows, readGroup, type StoredGroup } from './groups/groupRows.ts';
import { callsAtOnce } from './groups/largeChange.ts';
import { readCandidate, touched, type Member } from './groups/member.ts';
import { groupChanges } from './groups/writeGroup.ts';

/**
 * What became of a user or group: `there` if this very version is there already, `changed` if another version is, `taken` if
 * another one has one of its keys.
 */
export type Restored = 'restored' | 'there' | 'changed' | 'taken';

/** Makes all rows of a user. */
export function restoreUser(partition: Partition, user: StoredResource): Promise<Restored> {
  return restored(partition, user, userRows(user), async (place) => (await readById(place, user.id))?.user);
}

/** Makes all rows of a group but its memberships. */
export function restoreGroup(partition: Partition, group: StoredGroup): Promise<Restored> {
  return restored(
    partition,
    group,
    groupRows(group),
    async (place) => (await readGroup(place, group.id))?.group,
  );
}

/**
 * Makes the rows of a resource, derived from itself, in one transaction. It overwrites nothing, writes no log row and
 * counts nothing: the restore of a tenant sets the count at its end.
 */
async function restored(
  partition: Partition,
  { version }: StoredResource,
  rows: ReadonlyMap<string, Row>,
  readNow: (place: Partition) => Promise<StoredResource | undefined>,
): Promise<Restored> {
  const place = withDeadline(partition);
  try {
    await submit(
      place,
      [...rows].map(([rowKey, row]) => ({ kind: 'create', rowKey, row })),
    );
    return 'restored';
  } catch (error) {
    if (readRefusal(error)?.status !== 409) throw error;
    // By an earlier run, or by this very call, whose answer was lost.
    const there = await readNow(place);
    if (there === undefined) return 'taken';
    return there.version === version ? 'there' : 'changed';
  }
}

/** Says how many users or groups there are. */
export async function restoreCount(partition: Partition, counted: Counted, count: number): Promise<void> {
  const rowKey = rowsOfCount[counted].snapshot;
  await submit(withDeadline(partition), [{ kind: 'upsert', rowKey, row: { count } }]);
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
