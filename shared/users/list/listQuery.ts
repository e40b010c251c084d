import type { JsonObject, JsonValue } from '../../scim/json.ts';
import { type Page, pageOf } from '../../scim/page.ts';
import { cursorCountChanged } from '../../scim/errors/list.ts';
import { readCursor, writeCursor } from '../../secrets/cursor.ts';
import type { TenantContext } from '../context.ts';

/** What a client asks of a list (RFC 7644 §3.4.2, §3.4.3). */
export interface ListQuery {
  readonly filter: string | undefined;
  readonly sortBy: string | undefined;
  readonly sortOrder: string | undefined;
  readonly attributes: string | undefined;
  readonly excludedAttributes: string | undefined;
  /** By index, 1-based; or by cursor (RFC 9865), where the empty one starts. */
  readonly page: (Page & { readonly by: 'index' }) | CursorPage;
}

export interface CursorPage {
  readonly by: 'cursor';
  readonly cursor: string;
  /** As asked; undefined if the request leaves it open. */
  readonly count: number | undefined;
}

/** A page of a list. */
export interface ListPage {
  readonly resources: readonly JsonObject[];
  /** Of all pages; undefined if only a scan could tell it. */
  readonly totalResults: number | undefined;
  /** By index only. */
  readonly startIndex?: number | undefined;
  /** By cursor only, and not on the last page. */
  readonly nextCursor?: string | undefined;
}

/** A page by cursor: where it begins, how long it is, and the cursor of the next one. */
export interface CursorRequest {
  readonly count: number;
  readonly position: readonly JsonValue[] | undefined;
  readonly next: (position: readonly JsonValue[]) => string;
}

/** What must be equal from page to page: a cursor belongs to the list that it was made for (RFC 9865 §2). */
export function fixedPartsOf(query: ListQuery): readonly (string | undefined)[] {
  const { filter, sortBy, sortOrder, attributes, excludedAttributes } = query;
  return [filter, sortBy, sortOrder, attributes, excludedAttributes];
}

/**
 * Reads what a client asks of a page by cursor (RFC 9865 §2).
 *
 * @param endpoint and `fixedParts` of the list: a cursor works in no other.
 * @throws ScimError 400 `invalidCursor`, `expiredCursor`; `invalidCount` if the count has changed.
 */
export async function continuation(
  { service, tenant }: TenantContext,
  endpoint: string,
  fixedParts: readonly (string | undefined)[],
  page: CursorPage,
): Promise<CursorRequest> {
  const ring = service.config.sealing;
  const context = [tenant.name, endpoint, ...fixedParts];
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
