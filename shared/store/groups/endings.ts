import { inParallel } from '../inParallel.ts';
import type { LogEntry } from '../logEntry.ts';
import type { Partition } from '../partition.ts';
import type { RowChange } from '../writeRows.ts';
import { readGroup, type ReadGroup, type StoredGroup } from './groupRows.ts';
import { memberKey } from './keys.ts';
import { callsAtOnce, readFirstPart, readsAtOnce, stoppedPart, type FirstPart } from './largeChange.ts';
import { readMembershipRows, type MembershipRow } from './memberships.ts';
import { whenFree } from './reserveGroup.ts';
import { groupChanges } from './writeGroup.ts';

/** A deleted member's membership in one group, and the group. */
export interface Ending {
  /** Undefined if the group is gone, or is not created yet. */
  readonly group: ReadGroup | undefined;
  readonly groupId: string;
  /** Whether it is a member; if not, a prepared large change would make it one. */
  readonly member: boolean;
  readonly rows: readonly MembershipRow[];
  /** First parts of prepared changes that would make it a member. */
  readonly stopped: readonly FirstPart[];
}

/**
 * All memberships of a member that is to be deleted, after the large changes of its groups that are in progress are
 * finished.
 */
export async function endingsOf(partition: Partition, memberId: string): Promise<readonly Ending[]> {
  /** Rows of changes without a first part. */
  const ended = new Set<string>();
  for (let tries = 0; ; tries += 1) {
    const rows = await readMembershipRows(partition, memberId);
    const ids = [...new Set(rows.map(({ group }) => group))];
    const groups = await inParallel(ids, readsAtOnce, (id) => readGroup(partition, id));
    // These are read after the groups: a change that was committed meanwhile shows here.
    const joins = rows.filter(({ intended }) => intended?.joins === true);
    const parts = await inParallel(joins, readsAtOnce, (row) => firstPartOf(partition, row));
    const changing = new Set(
      joins.flatMap(({ group }, i) => (parts[i]?.state === 'committed' ? [group] : [])),
    );
    for (const read of groups)
      if (read?.group.pending !== undefined || (tries === 0 && read?.reserved !== undefined))
        changing.add(read.group.id);
    // Such a change has come to its end since the rows were read; if its row is still there then, it was never made.
    const unclear = joins.filter(({ rowKey }, i) => parts[i] === undefined && !ended.has(rowKey));
    for (const { rowKey } of unclear) ended.add(rowKey);
    if (changing.size + unclear.length === 0)
      return ids.map((groupId, i) => {
        const own = rows.filter(({ group }) => group === groupId);
        const member = own.some(({ intended }) => intended === undefined);
        const stopped = parts.filter((part, n) => part?.state === 'prepared' && joins[n]?.group === groupId);
        return {
          groupId,
          group: groups[i],
          member,
          rows: own,
          stopped: stopped.filter((part) => part !== undefined),
        };
      });
    await inParallel([...changing], callsAtOnce, async (id) =>
      whenFree(partition, await readGroup(partition, id)),
    );
  }
}

async function firstPartOf(
  partition: Partition,
  { group, intended }: MembershipRow,
): Promise<FirstPart | undefined> {
  return intended === undefined ? undefined : readFirstPart(partition, group, intended.operation);
}

/**
 * The changes that end a membership. The group gets a new version. A group to which a prepared change would add the
 * member keeps its version; that change can't be committed any more.
 */
export function endingChanges(
  memberId: string,
  { group, groupId, member, rows, stopped }: Ending,
  { operationId, at }: Pick<LogEntry, 'operationId' | 'at'>,
): readonly RowChange[] {
  const ended = [
    ...rows.map(({ rowKey }): RowChange => ({ kind: 'delete', rowKey })),
    ...stopped.map(stoppedPart),
  ];
  if (group === undefined || !member) return ended;
  const after: StoredGroup = {
    ...group.group,
    version: operationId,
    lastModified: new Date(at).toISOString(),
    size: group.group.size - 1,
  };
  return [...ended, { kind: 'delete', rowKey: memberKey(groupId, memberId) }, ...groupChanges(group, after)];
}
