import { maxTransactionOperations } from '../limits.ts';
import type { LogEntry } from '../logEntry.ts';
import { receipt, submitWithReceipt, type WriteResult } from '../logRow.ts';
import { readPages, type Partition } from '../partition.ts';
import type { ReadUser } from '../readUsers.ts';
import type { RowChange } from '../writeRows.ts';
import { deletionOf } from '../userRows.ts';
import { departedChange, markLeaving, type Departed } from './departed.ts';
import { endingChanges, endingsOf, type Ending } from './endings.ts';
import { groupRowKeys, type ReadGroup } from './groupRows.ts';
import { groupKey, isGroupCopyKey, membersPrefix } from './keys.ts';
import { leaveChanges, memberIn, type Member } from './member.ts';
import { groupMarker } from './writeGroup.ts';

/** The result of a deletion, and the memberships that are still to be taken away; undefined if none are. */
export interface Deletion {
  readonly result: WriteResult;
  readonly left: Departed | undefined;
}

const stale: Deletion = { result: 'stale', left: undefined };

/**
 * Whether other writers change the groups of a member so often that its deletion should not depend on the groups. The
 * memberships are then taken away after the deletion; no reader sees them in the meantime.
 */
export function isContested(lostRaces: number): boolean {
  return lostRaces >= 4;
}

/**
 * Deletes a user who is, or was, a member of groups, and ends all of its memberships with it. If these do not fit into
 * the transaction, no reader sees them any more; they are taken away afterwards.
 *
 * @param old was read before this call: if the user is added to a group meanwhile, it is stale.
 * @param apart whether they are taken away afterwards in any case. The deletion does not depend on the groups then.
 */
export async function deleteGroupedUser(
  partition: Partition,
  old: ReadUser,
  entry: LogEntry,
  apart = false,
): Promise<Deletion> {
  const endings = await endingsOf(partition, old.user.id);
  const member: Member = { id: old.user.id, type: 'User' };
  return deleteWith(partition, member, deletionOf(old, entry), endings, entry, apart);
}

/**
 * Deletes a group, and ends the memberships of its members and its own.
 *
 * @param old a group without a large change in progress.
 * @param apart as for a user.
 */
export async function deleteGroupRows(
  partition: Partition,
  old: ReadGroup,
  entry: LogEntry,
  apart: boolean,
): Promise<Deletion> {
  const { id, grouped } = old.group;
  const endings = grouped === true ? await endingsOf(partition, id) : [];
  const conditionalKey = groupKey(id);
  const deleted = groupRowKeys(old.group).map((rowKey): RowChange => {
    return { kind: 'delete', rowKey, etag: rowKey === conditionalKey ? old.etag : '*' };
  });
  const own = [...deleted, receipt(entry), groupMarker(entry, -1)];
  const others = endings.filter(({ groupId }) => groupId !== id);
  const members = await fewMembers(partition, old);
  const dismissed = members?.flatMap((member) => leaveChanges(id, member.id));
  return deleteWith(
    partition,
    { id, type: 'Group' },
    dismissed === undefined ? own : [...own, ...dismissed],
    others,
    entry,
    apart || dismissed === undefined,
  );
}

/** Members whose rows can go with those of their group. */
const fewEnough = (maxTransactionOperations - 20) / 2;

/** The members of a group, if their rows can go with it. */
async function fewMembers(
  partition: Partition,
  { group }: ReadGroup,
): Promise<readonly Member[] | undefined> {
  if (group.size > fewEnough) return undefined;
  const members: Member[] = [];
  if (group.size === 0) return members;
  for await (const rows of readPages(partition, membersPrefix(group.id)))
    members.push(...rows.filter(({ rowKey }) => !isGroupCopyKey(rowKey)).map(memberIn));
  // There may be more by now: then the group is another one as well.
  return members.length > fewEnough ? undefined : members;
}

/** @param unfinished whether rows are left in any case. */
async function deleteWith(
  partition: Partition,
  member: Member,
  own: readonly RowChange[],
  endings: readonly Ending[],
  entry: LogEntry,
  unfinished: boolean,
): Promise<Deletion> {
  const ended = endings.flatMap((ending) => endingChanges(member.id, ending, entry));
  if (!unfinished && own.length + ended.length <= maxTransactionOperations) {
    const result = await submitWithReceipt(partition, entry, [...own, ...ended]);
    return result === 'written' ? { result, left: undefined } : stale;
  }
  if (!(await markLeaving(partition, member.id, endings))) return stale;
  const departed = { ...member, operationId: entry.operationId, at: entry.at };
  const result = await submitWithReceipt(partition, entry, [...own, departedChange(departed)]);
  return result === 'written' ? { result, left: departed } : stale;
}
