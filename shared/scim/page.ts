import {
  sortAttributeComplex,
  sortAttributeSecret,
  sortAttributeUnknown,
  sortOrderInvalid,
} from './errors/list.ts';
import { isSecret, secretNames, type ResourceType } from './schema/attributes.ts';
import { parseDateTime, fold, isArray, isObject, member, type JsonObject, type JsonValue } from './json.ts';
import { isPrimary } from './elements.ts';
import { shownLength } from './filter/lex.ts';
import { lastAttribute, resolveName, type AttributePath } from './path.ts';

/** Resources on a page: by default, and at most. */
export const defaultPageSize = 100;
export const maxPageSize = 1_000;

/** Users that a filter without index may look at. Beyond it the answer would come too late. */
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

/** How a client wants a list ordered (RFC 7644 §3.4.2.3). */
export interface Sort {
  readonly path: AttributePath;
  readonly descending: boolean;
}

/** What a resource is ordered by; undefined if the attribute has no value. */
export type SortKey = string | number | boolean | undefined;

/**
 * Characters of a string that count for the order. A cursor remembers the key of the last resource it gave, and has to
 * fit into a URL.
 */
const keyLength = 256;

/**
 * Reads `sortBy` and `sortOrder`.
 *
 * @throws ScimError 400 `invalidValue` for an attribute that does not exist or has no order, or another order.
 */
export function readSort(
  type: ResourceType,
  sortBy: string | undefined,
  sortOrder: string | undefined,
): Sort | undefined {
  const order = sortOrder?.toLowerCase() ?? 'ascending';
  if (order !== 'ascending' && order !== 'descending') {
    throw sortOrderInvalid();
  }
  if (sortBy === undefined) return undefined;
  const path = resolveName(type, sortBy);
  if (path === undefined) throw sortAttributeUnknown(shownName(type, sortBy));
  return { path: sortable(path), descending: order === 'descending' };
}

function shownName(type: ResourceType, name: string): string {
  return JSON.stringify(name.slice(0, Math.min(60, shownLength(name, secretNames(type)))));
}

/** A complex attribute is ordered by its `value` (RFC 7644 §3.4.2.3: emails by the primary one's). */
function sortable(path: AttributePath): AttributePath {
  const secret = path.find(isSecret);
  if (secret !== undefined) throw sortAttributeSecret(secret.path);
  const last = lastAttribute(path);
  if (last.type !== 'complex') return path;
  const value = last.byName.get('value');
  if (value === undefined) throw sortAttributeComplex(last.path);
  return [path[0], ...path.slice(1), value];
}

/** The key of `resource`: of a multi-valued attribute that of the primary value, else of the first. */
export function sortKey({ path }: Sort, resource: JsonObject): SortKey {
  let value: JsonValue | undefined = resource;
  for (const attribute of path) {
    value = isObject(value) ? (member(value, attribute.name) ?? attribute.assumedValue) : undefined;
    if (isArray(value)) value = value.find(isPrimary) ?? value[0];
  }
  const { type, caseExact } = lastAttribute(path);
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value !== 'string') return undefined;
  if (type === 'dateTime') return parseDateTime(value);
  // Folding a long text takes long, and composes or drops few characters.
  return (caseExact ? value : fold(value.slice(0, 4 * keyLength))).slice(0, keyLength);
}

/** Orders keys; what has no value comes last when ascending (RFC 7644 §3.4.2.3), and so first when descending. */
export function compareKeys({ descending }: Sort, left: SortKey, right: SortKey): number {
  const order = compareAscending(left, right);
  return descending ? -order : order;
}

function compareAscending(left: SortKey, right: SortKey): number {
  if (left === right) return 0;
  if (left === undefined) return 1;
  if (right === undefined) return -1;
  return left < right ? -1 : 1;
}
