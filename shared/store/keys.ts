import { createHash } from 'node:crypto';
import { fold } from '../scim/json.ts';

/** Characters of a row key, after encoding, beyond which it is cut and hashed. Table Storage allows 512 in all. */
const maxEncoded = 200;
const keptOfLong = 140;

/** Sorts after every character that can follow a prefix in a key: `~` itself is escaped, except in the mark `=~`. */
const afterAll = '~';

const plain = /^[A-Za-z0-9._@-]*$/;

/**
 * Any string as part of a key, injectively: what is not a plain ASCII character becomes `=XX` for each byte of its
 * UTF-8. Table Storage forbids / \ # ? and control characters in keys; `:` and `=` are this layout's own. A long one
 * keeps its beginning, so that a prefix remains a range, and becomes unique by its SHA-256.
 */
export function encodeKey(text: string): string {
  if (text.length <= maxEncoded && plain.test(text)) return text;
  const units = encodeUnits(text);
  const encoded = units.join('');
  if (encoded.length <= maxEncoded) return encoded;
  return `${cut(units)}=~${createHash('sha256').update(text).digest('hex')}`;
}

/** What each character of `text` becomes. */
function encodeUnits(text: string): readonly string[] {
  return Array.from(text, (character) =>
    plain.test(character) ? character : Array.from(Buffer.from(character), escapeByte).join(''),
  );
}

function escapeByte(byte: number): string {
  return `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}

/** The first characters, up to 140 after encoding, never cutting an escape. */
function cut(units: readonly string[]): string {
  let kept = '';
  for (const unit of units) {
    if (kept.length + unit.length > keptOfLong) break;
    kept += unit;
  }
  return kept;
}

/** The primary row; its existence is the uniqueness of externalId. Users without one live under their id. */
export function primaryKey(externalId: string | undefined, id: string): string {
  return externalId === undefined ? `u:=!${id}` : externalIdKey(externalId);
}

export function externalIdKey(externalId: string): string {
  return `u:${encodeKey(externalId)}`;
}

export function idKey(id: string): string {
  return `i:${encodeKey(id)}`;
}

/** Its existence is the uniqueness of userName, which is compared without case. */
export function userNameKey(userName: string): string {
  return `n:${encodeKey(fold(userName))}`;
}

/** Beginning of the keys of all userNames that begin with `text`; a long one is cut where a long key is. */
export function userNamePrefix(text: string): string {
  const units = encodeUnits(fold(text));
  return `n:${units.join('').length <= keptOfLong ? units.join('') : cut(units)}`;
}

export function emailKey(email: string, id: string): string {
  return `${emailPrefix(email)}${id}`;
}

/** Beginning of the keys of all users who have this address. */
export function emailPrefix(email: string): string {
  return `e:${encodeKey(fold(email))}:`;
}

/** Its existence is the uniqueness of cardNumber. */
export function cardKey(cardNumber: string): string {
  return `c:${encodeKey(cardNumber)}`;
}

/** Beginning of the keys of all users who share this card, in a tenant where that is possible. */
export function sharedCardPrefix(cardNumber: string): string {
  return `${cardKey(cardNumber)}:`;
}

export function sharedCardKey(cardNumber: string, id: string): string {
  return `${sharedCardPrefix(cardNumber)}${id}`;
}

/** The log row and receipt of a write: newest first. `at` in milliseconds since 1970. */
export function logKey(at: number, operationId: string): string {
  return `${logMoment(at)}-${operationId}`;
}

/** The range of log keys `[from, to)` of the times `[from, to)`, in milliseconds since 1970; open if there is none. */
export function logRange(from: number | undefined, to: number | undefined): KeyRange {
  const all = keyRange('a:');
  return {
    // Times count backwards: the keys of a moment begin where those of the one after it end.
    from: to === undefined ? all.from : logMoment(to - 1),
    to: from === undefined ? all.to : logMoment(from - 1),
  };
}

function logMoment(at: number): string {
  return `a:${String(Number.MAX_SAFE_INTEGER - Math.max(0, at)).padStart(16, '0')}`;
}

/** A counting marker; the count's snapshot sorts before all of them. */
export function markerKey(operationId: string): string {
  return `k:${operationId}`;
}

export const countKey = 'k:!';

/** The same of groups. */
export function groupMarkerKey(operationId: string): string {
  return `kg:${operationId}`;
}

export const groupCountKey = 'kg:!';

/** The range of keys `[from, to)`. */
export interface KeyRange {
  readonly from: string;
  readonly to: string;
}

/** The range of keys `[from, to)` that begin with `prefix`. */
export function keyRange(prefix: string): KeyRange {
  return { from: prefix, to: `${prefix}${afterAll}` };
}
