import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { ScimError } from '../http/error.ts';
import { isArray, parseJson, type JsonValue } from '../scim/json.ts';
import { cursorTimeout } from '../scim/page.ts';
import type { SealingKeys } from '../settings/keyRing.ts';

/** Where the next page goes on, and what it is a page of. */
export interface Cursor {
  /** Names everything that must be the same from page to page: tenant, endpoint, filter, sort, projection. */
  readonly context: readonly (string | null)[];
  readonly count: number;
  /** Where the last page ended: known to whoever made the cursor. */
  readonly position: readonly JsonValue[];
}

const cipher = 'aes-256-gcm';
const ivLength = 12;
const tagLength = 16;

/**
 * Writes a cursor: encrypted, because a position may hold a person's name, and authenticated, because a client must not
 * make one. Of the unreserved characters only (RFC 9865 §2).
 */
export function writeCursor(ring: SealingKeys, cursor: Cursor, now: number): string {
  const { context, count, position } = cursor;
  const iv = randomBytes(ivLength);
  const encryption = createCipheriv(cipher, cursorKey(ring, ring.current), iv);
  const text = JSON.stringify([now, digest(context), count, position]);
  const sealed = Buffer.concat([
    iv,
    encryption.update(text, 'utf8'),
    encryption.final(),
    encryption.getAuthTag(),
  ]);
  return `${ring.current}.${sealed.toString('base64url')}`;
}

/**
 * Reads a cursor that belongs to `context`.
 *
 * @returns the position and the page size that it was made with.
 * @throws ScimError 400 `invalidCursor`, the same for a forged, a foreign and a mismatched one; `expiredCursor`.
 */
export function readCursor(
  ring: SealingKeys,
  text: string,
  context: Cursor['context'],
  now: number,
): Pick<Cursor, 'count' | 'position'> {
  const opened = open(ring, text);
  if (!isArray(opened)) throw invalidCursor();
  const [made, digested, count, position] = opened;
  if (
    digested !== digest(context) ||
    typeof made !== 'number' ||
    typeof count !== 'number' ||
    !isArray(position)
  ) {
    throw invalidCursor();
  }
  if (now - made > cursorTimeout * 1000) {
    throw new ScimError(
      400,
      'expiredCursor',
      `The cursor is older than ${cursorTimeout} seconds. Begin again with an empty cursor.`,
    );
  }
  return { count, position };
}

function open(ring: SealingKeys, text: string): JsonValue | undefined {
  try {
    const [id = '', encoded = ''] = text.split('.');
    const sealed = Buffer.from(encoded, 'base64url');
    // Decoding overlooks stray characters and unused bits: a cursor is what was given, to the letter.
    if (text !== `${id}.${sealed.toString('base64url')}`) return undefined;
    const decryption = createDecipheriv(cipher, cursorKey(ring, id), sealed.subarray(0, ivLength));
    decryption.setAuthTag(sealed.subarray(-tagLength));
    const parts = [decryption.update(sealed.subarray(ivLength, -tagLength)), decryption.final()];
    return parseJson(Buffer.concat(parts).toString('utf8'));
  } catch {
    return undefined;
  }
}

/** A key for cursors alone, from the one that seals secrets. */
function cursorKey(ring: SealingKeys, id: string): Buffer {
  const key = ring.keys.get(id);
  if (key === undefined) throw new Error('The cursor names a key that the ring does not have.');
  return Buffer.from(hkdfSync('sha256', key, '', 'uniflow-scim cursor', 32));
}

function digest(context: Cursor['context']): string {
  return createHash('sha256').update(JSON.stringify(context)).digest('base64url');
}

function invalidCursor(): ScimError {
  return new ScimError(
    400,
    'invalidCursor',
    'The cursor is not valid for this request. Begin again with an empty cursor.',
  );
}
