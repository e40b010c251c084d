import { inParallel } from '../inParallel.ts';
import type { LogEntry } from '../logRow.ts';
import type { Partition } from '../partition.ts';
import type { RowChange } from '../writeRows.ts';
import { finishChange } from './finishChange.ts';
import { readGroup, type ReadGroup, type StoredGroup } from './groupRows.ts';
import { memberKey } from './keys.ts';
import { readsAtOnce } from './largeChange.ts';
import { readMembershipRows, type MembershipRow } from './memberships.ts';
import { groupChanges } from './writeGroup.ts';

/** What a deleted member's memberships in one group are, and what becomes of the group. */
export interface Ending {
  /** Undefined of a group that is gone. */
  readonly group: ReadGroup | undefined;
  readonly groupId: string;
  /** Whether it is a member; if not, a large change was only going to make it one. */
  readonly member: boolean;
  readonly rows: readonly MembershipRow[];
}

/**
 * All memberships of a member that is to be deleted, none of which a large change is about to alter: those that are being
 * carried out are finished first.
 */
export async function endingsOf(partition: Partition, memberId: string): Promise<readonly Ending[]> {
  for (;;) {
    const rows = await readMembershipRows(partition, memberId);
    const ids = [...new Set(rows.map(({ group }) => group))];
    const groups = await inParallel(ids, readsAtOnce, (id) => readGroup(partition, id));
    const changing = groups.filter((read) => read?.group.pending !== undefined);
    if (changing.length === 0)
      return ids.map((groupId, i) => {
        const own = rows.filter(({ group }) => group === groupId);
        const member = own.some(({ intended }) => intended === undefined);
        return { groupId, group: groups[i], member, rows: own };
      });
    for (const read of changing) if (read !== undefined) await finishChange(partition, read.group.id, read);
  }
}

/**
 * The changes by which a membership ends. The group is another version then. A group that a large change was only going to
 * add the member to stays what it is, but its row is written, on which that change depends.
 */
export function endingChanges(
  memberId: string,
  { group, groupId, member, rows }: Ending,
  { operationId, at }: Pick<LogEntry, 'operationId' | 'at'>,
): readonly RowChange[] {
  const ended = rows.map(({ rowKey }): RowChange => ({ kind: 'delete', rowKey }));
  if (group === undefined) return ended;
  if (!member) return [...ended, ...groupChanges(group, group.group)];
  const after: StoredGroup = {
    ...group.group,
    version: operationId,
    lastModified: new Date(at).toISOString(),
    size: group.group.size - 1,
  };
  return [...ended, { kind: 'delete', rowKey: memberKey(groupId, memberId) }, ...groupChanges(group, after)];
}
