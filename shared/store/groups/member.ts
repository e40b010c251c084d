import type { StoredResource } from '../../scim/represent.ts';
import { membershipMark } from '../documentRow.ts';
import { idKey } from '../keys.ts';
import type { Partition, StoredRow } from '../partition.ts';
import { readById } from '../readUsers.ts';
import { documentKeys } from '../userRows.ts';
import type { RowChange } from '../writeRows.ts';
import { readGroup } from './groupRows.ts';
import { groupKey, memberKey, membershipKey } from './keys.ts';

export type MemberType = 'User' | 'Group';

/** A member of a group. */
export interface Member {
  readonly id: string;
  readonly type: MemberType;
}

/** A user or group that can become a member, as it was read. */
export interface Candidate extends Member {
  readonly resource: StoredResource;
  readonly etag: string;
}

/** An exact change of members: those added are not members yet, and those removed are. */
export interface MembershipChange {
  readonly added: readonly Candidate[];
  readonly removed: readonly Member[];
}

/** Members as storage has them: in the order of their keys, which is that of ids. */
export function inOrder(members: readonly Member[]): readonly Member[] {
  return members.toSorted((left, right) => (left.id < right.id ? -1 : 1));
}

export const noChange: MembershipChange = { added: [], removed: [] };

/** The user or group of an id; one storage call, and another one if it is not of the type that comes first. */
export async function readCandidate(
  partition: Partition,
  id: string,
  type: MemberType = 'User',
): Promise<Candidate | undefined> {
  return type === 'User'
    ? ((await readUserCandidate(partition, id)) ?? (await readGroupCandidate(partition, id)))
    : ((await readGroupCandidate(partition, id)) ?? (await readUserCandidate(partition, id)));
}

async function readUserCandidate(partition: Partition, id: string): Promise<Candidate | undefined> {
  const read = await readById(partition, id);
  return read === undefined ? undefined : { id, type: 'User', resource: read.user, etag: read.etag };
}

async function readGroupCandidate(partition: Partition, id: string): Promise<Candidate | undefined> {
  const read = await readGroup(partition, id);
  return read === undefined ? undefined : { id, type: 'Group', resource: read.group, etag: read.etag };
}

/** Whether a member is still there: it may have been deleted while its memberships are being taken away. */
export async function isThere(partition: Partition, { id, type }: Member): Promise<boolean> {
  const read = type === 'User' ? await readById(partition, id) : await readGroup(partition, id);
  return read !== undefined;
}

/**
 * Touches the row on which a deletion of the candidate depends, so that an addition and a deletion can't pass each
 * other: it fails if the candidate is gone. The first membership leaves a mark on each row of a user, if these are
 * still its rows.
 */
export function touched({ id, type, resource, etag }: Candidate): readonly RowChange[] {
  const merge = (rowKey: string, condition = '*'): RowChange => ({
    kind: 'merge',
    rowKey,
    row: membershipMark,
    etag: condition,
  });
  if (type === 'Group') return [merge(groupKey(id))];
  if (resource.grouped === true) return [merge(idKey(id))];
  return documentKeys(resource).map((key) => merge(key, key === idKey(id) ? etag : '*'));
}

/** The changes that make a membership's rows. */
export function joinChanges(groupId: string, { id, type }: Member): readonly RowChange[] {
  return [
    { kind: 'create', rowKey: memberKey(groupId, id), row: { id, type } },
    { kind: 'upsert', rowKey: membershipKey(id, groupId), row: { member: id, group: groupId } },
  ];
}

/** The changes that delete a membership's rows. */
export function leaveChanges(groupId: string, id: string): readonly RowChange[] {
  return [
    { kind: 'delete', rowKey: memberKey(groupId, id) },
    { kind: 'delete', rowKey: membershipKey(id, groupId) },
  ];
}

/** The member in a row. */
export function memberIn({ id, type }: StoredRow): Member {
  return { id: String(id), type: type === 'Group' ? 'Group' : 'User' };
}
