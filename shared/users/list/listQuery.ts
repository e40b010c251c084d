import type { JsonObject } from '../../scim/json.ts';
import type { Page } from '../../scim/page.ts';

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
