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

/** A deleted member's membership in one group, and the group. */
export interface Ending {
  /** Undefined if the group is gone. */
  readonly group: ReadGroup | undefined;
  readonly groupId: string;
  /** Whether it is a member; if not, a prepared large change would make it one. */
  readonly member: boolean;
  readonly rows: readonly MembershipRow[];
}

/**
 * All memberships of a member that is to be deleted, after the large changes of its groups that are in progress are
 * finished.
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
 * The changes that end a membership. The group gets a new version. A group to which a prepared change would add the
 * member keeps its version, but its row is written, because that change depends on it.
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
