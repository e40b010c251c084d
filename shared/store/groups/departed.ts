import { afterLostRace, backOff } from '../backOff.ts';
import { deleteRows } from '../deleteRows.ts';
import { chunksOf, inParallel } from '../inParallel.ts';
import { keyRange } from '../keys.ts';
import { maxTransactionOperations } from '../limits.ts';
import { readRange, type Partition, type StoredRow } from '../partition.ts';
import { storageUnavailable } from '../../scim/errors/service.ts';
import { submit, type RowChange, deleteRow, unlessConflict } from '../writeRows.ts';
import { endingChanges, endingsOf, type Ending } from './endings.ts';
import { departedKey, memberKey, membersPrefix, membershipKey } from './keys.ts';
import { callsAtOnce, stoppedPart } from './largeChange.ts';
import { memberIn, type MemberType } from './member.ts';

/** A user or group that is deleted and whose memberships are still being taken away. */
export interface Departed {
  readonly id: string;
  readonly type: MemberType;
  /** Operation id of the deletion: the version of the groups after it. */
  readonly operationId: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** The row that remembers it until all of its memberships are taken away. */
export function departedChange({ id, type, operationId, at }: Departed): RowChange {
  return {
    kind: 'create',
    rowKey: departedKey(id),
    row: { id, type, operation: operationId, at: new Date(at) },
  };
}

export function departedIn({ id, type, operation, at }: StoredRow): Departed {
  return {
    id: String(id),
    type: type === 'Group' ? 'Group' : 'User',
    operationId: String(operation),
    at: Date.parse(String(at)),
  };
}

/**
 * Marks the memberships of a member that is about to be deleted: from then on readers of the groups check whether it
 * still exists. Large changes that would add it can't be committed any more.
 *
 * @returns false if one of them has changed meanwhile.
 */
export async function markLeaving(
  partition: Partition,
  memberId: string,
  endings: readonly Ending[],
): Promise<boolean> {
  const marks = endings
    .filter(({ group, member }) => group !== undefined && member)
    .map(({ groupId }): RowChange => ({
      kind: 'merge',
      rowKey: memberKey(groupId, memberId),
      row: { leaving: true },
      etag: '*',
    }));
  const stops = endings.flatMap(({ stopped }) => stopped.map(stoppedPart));
  const transactions = chunksOf([...marks, ...stops], maxTransactionOperations);
  return unlessConflict(() => inParallel(transactions, callsAtOnce, (changes) => submit(partition, changes)));
}

/** Takes away the remaining memberships of a deleted user or group. It may be abandoned at any point. */
export async function takeMembershipsAway(partition: Partition, departed: Departed): Promise<void> {
  const { id, type } = departed;
  await leaveAll(partition, departed);
  if (type === 'Group') await dismissAll(partition, id);
  await deleteRow(partition, departedKey(id));
}

/** One transaction for each group, which gets a new version. */
async function leaveAll(partition: Partition, departed: Departed): Promise<void> {
  for (let tries = 0; !partition.signal.aborted; tries += 1) {
    if (tries > 0) await backOff(tries - 1, afterLostRace, { signal: partition.signal });
    const endings = await endingsOf(partition, departed.id);
    if (endings.length === 0) return;
    // After a conflict, because another process does the same or changes the group, they are read again.
    await inParallel(endings, callsAtOnce, (ending) =>
      unlessConflict(() => submit(partition, endingChanges(departed.id, ending, departed))),
    );
  }
  throw storageUnavailable().causedBy(partition.signal.reason);
}

/** The remaining members of a deleted group. */
async function dismissAll(partition: Partition, groupId: string): Promise<void> {
  for await (const rows of readRange(partition, keyRange(membersPrefix(groupId)))) {
    const keys = rows.flatMap((row) => [row.rowKey, membershipKey(memberIn(row).id, groupId)]);
    await inParallel(chunksOf(keys, maxTransactionOperations), callsAtOnce, (chunk) =>
      deleteRows(partition, chunk),
    );
  }
}
