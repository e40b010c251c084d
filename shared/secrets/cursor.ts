import { createHash, hkdfSync } from 'node:crypto';
import { cursorExpired, cursorInvalid } from '../scim/errors/list.ts';
import { isArray, parseJson, type JsonValue } from '../scim/json.ts';
import { cursorTimeout } from '../scim/page.ts';
import type { SealingKeys } from '../config/keyRing.ts';
import { openEnvelope, sealEnvelope } from './seal.ts';

/** Where the next page goes on, and what it is a page of. */
export interface Cursor {
  /** Names everything that must be the same from page to page: tenant, endpoint, filter, sort, projection. */
  readonly context: readonly (string | null)[];
  readonly count: number;
  /** Where the last page ended: known to whoever made the cursor. */
  readonly position: readonly JsonValue[];
}

/**
 * Writes a cursor: encrypted, because a position may hold a person's name, and authenticated, because a client must not
 * make one. A JWE has unreserved characters only, as RFC 9865 §2 wants.
 *
 * @param now milliseconds since 1970.
 */
export function writeCursor(ring: SealingKeys, cursor: Cursor, now: number): string {
  const { context, count, position } = cursor;
  const key = cursorKey(ring, ring.current);
  if (key === undefined) throw new Error(`The key ring has no key ${ring.current}.`);
  return sealEnvelope(key, ring.current, JSON.stringify([now, digest(context), count, position]));
}

/**
 * Reads a cursor that belongs to `context`.
 *
 * @returns the position and the page size that it was made with.
 * @throws ScimError 400 `invalidCursor`, the same for a forged, a foreign and a mismatched one; `expiredCursor`.
 */
export async function readCursor(
  ring: SealingKeys,
  text: string,
  context: Cursor['context'],
  now: number,
): Promise<Pick<Cursor, 'count' | 'position'>> {
  const opened = await open(ring, text);
  if (!isArray(opened)) throw cursorInvalid();
  const [made, digested, count, position] = opened;
  if (
    digested !== digest(context) ||
    typeof made !== 'number' ||
    typeof count !== 'number' ||
    !isArray(position)
  ) {
    throw cursorInvalid();
  }
  if (now - made > cursorTimeout * 1000) {
    throw cursorExpired(cursorTimeout);
  }
  return { count, position };
}

async function open(ring: SealingKeys, text: string): Promise<JsonValue | undefined> {
  const opened = await openEnvelope((id) => cursorKey(ring, id), text);
  return opened === undefined ? undefined : parseJson(opened.text);
}

/** Keys for cursors alone, by the one that seals secrets, of which each is made. */
const cursorKeys = new WeakMap<Uint8Array, Uint8Array>();

function cursorKey(ring: SealingKeys, id: string): Uint8Array | undefined {
  const key = ring.keys.get(id);
  if (key === undefined) return undefined;
  const known = cursorKeys.get(key);
  if (known !== undefined) return known;
  const made = new Uint8Array(hkdfSync('sha256', key, '', 'uniflow-scim cursor', 32));
  cursorKeys.set(key, made);
  return made;
}

function digest(context: Cursor['context']): string {
  return createHash('sha256').update(JSON.stringify(context)).digest('base64url');
}
