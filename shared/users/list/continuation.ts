import { cursorCountChanged } from '../../scim/errors/list.ts';
import type { JsonValue } from '../../scim/json.ts';
import { pageOf } from '../../scim/page.ts';
import type { SealingKeys } from '../../config/keyRing.ts';
import { readCursor, writeCursor, type Cursor } from '../../secrets/cursor.ts';
import type { CursorPage } from './listQuery.ts';

/** A page by cursor: where it begins, how long it is, and the cursor of the next one. */
export interface CursorRequest {
  readonly count: number;
  readonly position: readonly JsonValue[] | undefined;
  readonly next: (position: readonly JsonValue[]) => string;
}

/**
 * Reads what a client asks of a page by cursor (RFC 9865 §2).
 *
 * @param context of the list: a cursor works in no other.
 * @throws ScimError 400 `invalidCursor`, `expiredCursor`; `invalidCount` if the count has changed.
 */
export async function continuation(
  ring: SealingKeys,
  context: Cursor['context'],
  page: CursorPage,
): Promise<CursorRequest> {
  const asked = page.count === undefined ? undefined : pageOf(undefined, page.count).count;
  const before = page.cursor === '' ? undefined : await readCursor(ring, page.cursor, context, Date.now());
  if (before !== undefined && asked !== undefined && asked !== before.count) {
    throw cursorCountChanged(before.count);
  }
  const count = before?.count ?? asked ?? pageOf(undefined, undefined).count;
  return {
    count,
    position: before?.position,
    next: (position) => writeCursor(ring, { context, count, position }, Date.now()),
  };
}
