import { createHash } from 'node:crypto';
import { cursorExpired, cursorInvalid } from '../scim/errors/list.ts';
import { isArray, parseJson, type JsonValue } from '../scim/json.ts';
import { cursorTimeout } from '../scim/page.ts';
import type { SealingKeys } from '../config/keyRing.ts';
import { openText, sealText } from './sealedText.ts';

/** The position after a page, and the query to which the page belongs. */
export interface Cursor {
  /** Everything that must be equal from page to page: tenant, endpoint, filter, sort, projection. */
  readonly context: readonly (string | undefined)[];
  readonly count: number;
  /** Where the last page ended, in the caller's own format. */
  readonly position: readonly JsonValue[];
}

/**
 * Writes a cursor: encrypted, because a position may hold a person's name, and authenticated, so that no client can
 * forge one. A JWE has unreserved characters only, as RFC 9865 §2 requires.
 *
 * @param now milliseconds since 1970.
 */
export function writeCursor(ring: SealingKeys, cursor: Cursor, now: number): string {
  const { context, count, position } = cursor;
  return sealText(ring, 'cursor', JSON.stringify([now, digest(context), count, position]));
}

/**
 * Reads a cursor that belongs to `context`.
 *
 * @returns the position, and the page size with which it was created.
 * @throws ScimError 400 `invalidCursor`, the same for forged, foreign and mismatched cursors; `expiredCursor`.
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
  const opened = await openText(ring, 'cursor', text);
  return opened === undefined ? undefined : parseJson(opened);
}

function digest(context: Cursor['context']): string {
  return createHash('sha256').update(JSON.stringify(context)).digest('base64url');
}
