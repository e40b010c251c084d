import { groupUniquenessConflict } from '../../scim/errors/group.ts';
import { groupMarkerKey } from '../keys.ts';
import { maxTransactionOperations } from '../limits.ts';
import type { LogEntry } from '../logEntry.ts';
import { receipt, submitUnique, type WriteResult } from '../logRow.ts';
import type { Partition } from '../partition.ts';
import type { RowChange } from '../writeRows.ts';
import { groupRowKeys, groupRows, type ReadGroup, type StoredGroup } from './groupRows.ts';
import { groupKey } from './keys.ts';
import { joinChanges, leaveChanges, touched, type MembershipChange } from './member.ts';

/**
 * Stores a group, a new one or on condition that the old one is still as it was read, and a change of its members, all in
 * one transaction.
 *
 * @param more is written with it.
 * @throws ScimError 409 `uniqueness` if its displayName or externalId is another group's.
 */
export async function writeGroup(
  partition: Partition,
  old: ReadGroup | undefined,
  group: StoredGroup,
  entry: LogEntry,
  change: MembershipChange,
  more: readonly RowChange[] = [],
): Promise<WriteResult> {
  const changes = [
    ...groupChanges(old, group),
    receipt(entry),
    ...(old === undefined ? [groupMarker(entry, 1)] : []),
    ...membershipChanges(group.id, change),
    ...more,
  ];
  return submitUnique(partition, entry, changes, group.id, attributeOf, groupUniquenessConflict);
}

/** Whether a group and a change of its members fit into one transaction. */
export function fitsTransaction(
  old: ReadGroup | undefined,
  group: StoredGroup,
  change: MembershipChange,
): boolean {
  // Counted without making the rows of thousands.
  if (change.added.length + change.removed.length > maxTransactionOperations / 2) return false;
  const others = 1 + (old === undefined ? 1 : 0);
  const count = groupChanges(old, group).length + membershipChanges(group.id, change).length + others;
  return count <= maxTransactionOperations;
}

/** The rows of a group, made or rewritten; the one that the others depend on stands first. */
export function groupChanges(old: ReadGroup | undefined, group: StoredGroup): readonly RowChange[] {
  const before = new Set(old === undefined ? [] : groupRowKeys(old.group));
  const after = groupRows(group);
  const written = [...after].map(([rowKey, row]): RowChange => {
    if (old === undefined || !before.has(rowKey)) return { kind: 'create', rowKey, row };
    return { kind: 'replace', rowKey, row, etag: rowKey === groupKey(group.id) ? old.etag : '*' };
  });
  const deleted = [...before]
    .filter((rowKey) => !after.has(rowKey))
    .map((rowKey): RowChange => ({ kind: 'delete', rowKey }));
  return [...written, ...deleted];
}

function membershipChanges(groupId: string, { added, removed }: MembershipChange): readonly RowChange[] {
  return [
    ...added.flatMap((candidate) => [
      ...joinChanges(groupId, candidate),
      // The group's own row is written already.
      ...(candidate.id === groupId ? [] : touched(candidate)),
    ]),
    ...removed.flatMap(({ id }) => leaveChanges(groupId, id)),
  ];
}

export function groupMarker(entry: LogEntry, delta: 1 | -1): RowChange {
  return { kind: 'create', rowKey: groupMarkerKey(entry.operationId), row: { delta } };
}

/** The attribute whose uniqueness a row is. */
function attributeOf(rowKey: string): string | undefined {
  if (rowKey.startsWith('gn:')) return 'displayName';
  return rowKey.startsWith('gx:') ? 'externalId' : undefined;
}
