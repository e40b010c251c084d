/** Resources on a page: by default, and at most. */
export const defaultPageSize = 100;
export const maxPageSize = 1_000;

/** Users that a filter without index may look at. Beyond it the answer would come too late to be of use. */
export const scanLimit = 20_000;

/** How long a cursor works, in seconds (RFC 9865 §4). */
export const cursorTimeout = 3_600;

/** A page by index, 1-based (RFC 7644 §3.4.2.4). */
export interface Page {
  readonly startIndex: number;
  readonly count: number;
}

/** RFC 7644 §3.4.2.4: an index below 1 is 1, a negative count is 0; above the maximum the maximum is given. */
export function pageOf(startIndex: number | undefined, count: number | undefined): Page {
  return {
    startIndex: Math.max(1, startIndex ?? 1),
    count: Math.min(maxPageSize, Math.max(0, count ?? defaultPageSize)),
  };
}
