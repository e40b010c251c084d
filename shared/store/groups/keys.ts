import { fold } from '../../scim/json.ts';
import { encodeKey } from '../keys.ts';

/** The row that writes of a group are conditional on; groups are listed in the order of these. */
export function groupKey(id: string): string {
  return `g:${encodeKey(id)}`;
}

/** A copy of the group in front of its members: one range, and so one moment, holds both. */
export function groupHeadKey(id: string): string {
  return `${membersPrefix(id)}!`;
}

/**
 * A second copy, behind the members, if those take more than one page. Pages between two copies of the same version belong
 * to that version. It sorts behind all members: ids are hexadecimal, and a key holds `~` only as `=~`.
 */
export function groupTailKey(id: string): string {
  return `${membersPrefix(id)}z~`;
}

/** Whether a key among those of members is that of a copy of the group. */
export function isGroupCopyKey(rowKey: string): boolean {
  return rowKey.endsWith(':!') || rowKey.endsWith(':z~');
}

/** Its existence is the uniqueness of displayName, which is compared without case. */
export function groupNameKey(displayName: string): string {
  return `gn:${encodeKey(fold(displayName))}`;
}

/** Beginning of the keys of all groups that share this name, in a tenant where that is possible. */
export function sharedNamePrefix(displayName: string): string {
  return `${groupNameKey(displayName)}:`;
}

export function sharedNameKey(displayName: string, id: string): string {
  return `${sharedNamePrefix(displayName)}${encodeKey(id)}`;
}

/** Its existence is the uniqueness of a group's externalId. */
export function groupExternalIdKey(externalId: string): string {
  return `gx:${encodeKey(externalId)}`;
}

/** Beginning of the keys of a group's head and its members. */
export function membersPrefix(groupId: string): string {
  return `m:${encodeKey(groupId)}:`;
}

/** A membership, by its group. */
export function memberKey(groupId: string, memberId: string): string {
  return `${membersPrefix(groupId)}${encodeKey(memberId)}`;
}

/** Beginning of the keys of all memberships of a member. */
export function membershipsPrefix(memberId: string): string {
  return `r:${encodeKey(memberId)}:`;
}

/** The same membership, by its member. */
export function membershipKey(memberId: string, groupId: string): string {
  return `${membershipsPrefix(memberId)}${encodeKey(groupId)}`;
}

/** A membership that a large change will add or remove, by its member. */
export function intendedKey(memberId: string, groupId: string, operationId: string): string {
  return `${membershipKey(memberId, groupId)}:${operationId}`;
}

/** Beginning of the keys of the parts of all large changes of a group. */
function partsOfGroupPrefix(groupId: string): string {
  return `p:${encodeKey(groupId)}:`;
}

/** Beginning of the keys of the parts of a large change. */
export function partsPrefix(groupId: string, operationId: string): string {
  return `${partsOfGroupPrefix(groupId)}${operationId}:`;
}

export function partKey(groupId: string, operationId: string, part: number): string {
  return `${partsPrefix(groupId, operationId)}${String(part).padStart(6, '0')}`;
}

/** Beginning of the keys of the steps of a large change. They sort behind its parts. */
export function stepsPrefix(groupId: string, operationId: string): string {
  return `${partsPrefix(groupId, operationId)}step`;
}

/** A user or group that is deleted and whose memberships are still being taken away. */
export function departedKey(id: string): string {
  return `x:${encodeKey(id)}`;
}
