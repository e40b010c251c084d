import type { StoredResource } from '../../scim/represent.ts';
import type { DocumentKind } from '../documentRow.ts';
import type { Counted } from '../countUsers.ts';
import { isGroupCopyKey } from '../groups/keys.ts';
import { readPart } from '../groups/largeChange.ts';
import { memberIn, type Member } from '../groups/member.ts';
import type { StoredRow } from '../partition.ts';
import { hashOf } from './hashes.ts';
import {
  contentHash,
  rowsOfGroups,
  rowsOfUsers,
  tellsTruth,
  wholeIn,
  type ResourceRows,
} from './resourceRows.ts';

/** What a row says, as far as other rows must say the same. */
export type Claim =
  | ResourceClaim
  | {
      /** A copy of a user or group under another key. */
      readonly kind: 'copy';
      readonly of: DocumentKind;
      readonly id: string;
      /** Of its key and content. */
      readonly hash: number;
    }
  | MembershipClaim
  | { readonly kind: 'intention'; readonly group: string; readonly operation: string }
  | { readonly kind: 'part'; readonly group: string; readonly operation: string }
  | { readonly kind: 'departed'; readonly id: string }
  | { readonly kind: 'count'; readonly counted: Counted; readonly delta: number }
  /** A row that this release does not know, or that says nothing. */
  | { readonly kind: 'unknown' };

/** A user or group in its row by id. */
export interface ResourceClaim {
  readonly kind: 'resource';
  readonly of: DocumentKind;
  readonly id: string;
  /** Of the keys and the content of its copies. */
  readonly copies: readonly number[];
  /** Whether it can be read, and says of itself what its document says. */
  readonly isSound: boolean;
  readonly grouped: boolean;
  /** Of a group: its size, unless a large change is being carried out. */
  readonly size: number | undefined;
  readonly isChanging: boolean;
}

/** A membership on the side of the group, or on that of the member. */
export interface MembershipClaim {
  readonly kind: 'membership';
  readonly side: 'group' | 'member';
  readonly group: string;
  readonly member: string;
  /** What the member is, on the side of the group. */
  readonly type: Member['type'] | undefined;
  /** Whether the row says what its key says. */
  readonly isSound: boolean;
  /** Of the membership: the same on both sides. */
  readonly hash: number;
}

/** Ids are made by this service: of these characters. Anything else in a key of a membership is nobody's. */
const idPattern = /^[A-Za-z0-9._@-]+$/;

export function claimOf(row: StoredRow): Claim {
  const [prefix = '', ...parts] = row.rowKey.split(':');
  switch (prefix) {
    case 'i':
      return resourceClaim(rowsOfUsers, row);
    case 'g':
      return resourceClaim(rowsOfGroups, row);
    case 'u':
    case 'n':
    case 'e':
    case 'c':
      return copyClaim(row, 'user');
    case 'gn':
    case 'gx':
      return copyClaim(row, 'group');
    case 'm':
      return isGroupCopyKey(row.rowKey) ? copyClaim(row, 'group') : groupSide(row, parts);
    case 'r':
      return memberSide(row, parts);
    default:
      return otherClaim(prefix, row);
  }
}

function otherClaim(prefix: string, row: StoredRow): Claim {
  switch (prefix) {
    case 'k':
    case 'kg': {
      const delta = row.rowKey.endsWith(':!') ? row.count : row.delta;
      const counted = prefix === 'k' ? 'user' : 'group';
      return typeof delta === 'number' ? { kind: 'count', counted, delta } : { kind: 'unknown' };
    }
    case 'p': {
      const { group, operation } = readPart(row);
      return { kind: 'part', group, operation };
    }
    case 'x':
      return { kind: 'departed', id: String(row.id) };
    default:
      return { kind: 'unknown' };
  }
}

function resourceClaim<Resource extends StoredResource>(
  kind: ResourceRows<Resource>,
  row: StoredRow,
): ResourceClaim {
  const whole = wholeIn(kind, row);
  const own = whole?.rows.get(row.rowKey);
  const claim = { kind: 'resource', of: kind.kind, grouped: row.grouped === true } as const;
  // Under another one's key it counts for nothing.
  if (whole === undefined || own === undefined) {
    const id = row.rowKey.slice(kind.primaryKey('').length);
    return { ...claim, id, copies: [], isSound: false, size: undefined, isChanging: false };
  }
  const isChanging = typeof row.pending === 'string';
  return {
    ...claim,
    id: whole.resource.id,
    copies: copyHashes(kind.kind, row, whole.rows),
    isSound: tellsTruth(row, own),
    size: typeof row.size === 'number' && !isChanging ? row.size : undefined,
    isChanging,
  };
}

/** Copies are held against what is stored, whose text an earlier release may have written otherwise. */
function copyHashes(
  kind: DocumentKind,
  row: StoredRow,
  rows: ReadonlyMap<string, Readonly<Record<string, unknown>>>,
): readonly number[] {
  const content = contentHash(row, kind);
  return [...rows]
    .filter(([key]) => key !== row.rowKey)
    .map(([key, copy]) => keyedHash(key, copy.document0 === undefined ? contentHash(copy, kind) : content));
}

function keyedHash(rowKey: string, content: number): number {
  return hashOf(`${rowKey} ${content}`);
}

function copyClaim(row: StoredRow, of: DocumentKind): Claim {
  if (typeof row.id !== 'string') return { kind: 'unknown' };
  return { kind: 'copy', of, id: row.id, hash: keyedHash(row.rowKey, contentHash(row, of)) };
}

function groupSide(row: StoredRow, [group = '', member = '', ...more]: readonly string[]): Claim {
  if (more.length > 0 || !isId(group) || !isId(member)) return { kind: 'unknown' };
  const { id, type } = memberIn(row);
  const isSound = id === member && row.type === type;
  return { kind: 'membership', side: 'group', group, member, type, isSound, hash: pairHash(group, member) };
}

function memberSide(row: StoredRow, [member = '', group = '', operation, ...more]: readonly string[]): Claim {
  if (more.length > 0 || !isId(group) || !isId(member)) return { kind: 'unknown' };
  if (operation !== undefined) return { kind: 'intention', group, operation };
  const isSound = row.member === member && row.group === group;
  const type = undefined;
  return { kind: 'membership', side: 'member', group, member, type, isSound, hash: pairHash(group, member) };
}

function isId(text: string): boolean {
  return idPattern.test(text);
}

function pairHash(group: string, member: string): number {
  return hashOf(`${group} ${member}`);
}
