import { isArray, member, type JsonObject, type JsonValue } from '../scim/json.ts';
import { pageOf } from '../scim/page.ts';
import type { CursorPage, ListQuery } from '../users/list/listQuery.ts';
import type { Query } from './request.ts';
import {
  cursorCountInvalid,
  numberInvalid,
  pagingConflict,
  parameterNotList,
  parameterNotString,
} from '../scim/errors/list.ts';

interface Raw {
  readonly startIndex: number | undefined;
  readonly count: number | undefined;
  readonly cursor: string | undefined;
}

/** @throws ScimError 400 `invalidValue`, `invalidCount` */
export function readQuery(query: Query): ListQuery {
  const cursor = query.one('cursor');
  return {
    filter: query.one('filter'),
    sortBy: nonEmpty(query.one('sortBy')),
    sortOrder: nonEmpty(query.one('sortOrder')),
    attributes: query.list('attributes'),
    excludedAttributes: query.list('excludedAttributes'),
    page: readPage({
      cursor,
      startIndex: integer(nonEmpty(query.one('startIndex')), 'startIndex', false),
      count: integer(nonEmpty(query.one('count')), 'count', cursor !== undefined),
    }),
  };
}

/**
 * Reads the page of a list with cursors only; a request without a cursor gets the first page.
 *
 * @throws ScimError 400 `invalidCount`
 */
export function readCursorPage(query: Query): CursorPage {
  const count = integer(nonEmpty(query.one('count')), 'count', true);
  return { by: 'cursor', cursor: query.one('cursor') ?? '', count };
}

/**
 * Reads a SearchRequest (RFC 7644 §3.4.3); member names ignore case, null means absent.
 *
 * @throws ScimError 400 `invalidValue`, `invalidCount`
 */
export function readSearchRequest(body: JsonObject): ListQuery {
  const lower: JsonObject = Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const given = (name: string) => member(lower, name.toLowerCase()) ?? undefined;
  const cursor = string(given('cursor'), 'cursor');
  return {
    filter: string(given('filter'), 'filter'),
    sortBy: nonEmpty(string(given('sortBy'), 'sortBy')),
    sortOrder: nonEmpty(string(given('sortOrder'), 'sortOrder')),
    attributes: list(given('attributes'), 'attributes'),
    excludedAttributes: list(given('excludedAttributes'), 'excludedAttributes'),
    page: readPage({
      cursor,
      startIndex: integer(given('startIndex'), 'startIndex', false),
      count: integer(given('count'), 'count', cursor !== undefined),
    }),
  };
}

function readPage({ startIndex, count, cursor }: Raw): ListQuery['page'] {
  if (cursor === undefined) return { by: 'index', ...pageOf(startIndex, count) };
  if (startIndex !== undefined) throw pagingConflict();
  return { by: 'cursor', cursor, count };
}

/**
 * A whole number, as JSON or as text in a query. @throws ScimError `invalidCount` for anything else on a page by
 * cursor (RFC 9865 §2.1)
 */
function integer(value: JsonValue | undefined, name: string, cursorPage: boolean): number | undefined {
  if (value === undefined) return undefined;
  const number = typeof value === 'string' && /^\s*[+-]?\d{1,15}\s*$/.test(value) ? Number(value) : value;
  if (typeof number === 'number' && Number.isSafeInteger(number)) return number;
  throw (cursorPage ? cursorCountInvalid : numberInvalid)(name);
}

function string(value: JsonValue | undefined, name: string): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  throw parameterNotString(name);
}

/** A list of strings in a body (RFC 7644 §3.4.3); some clients send the query's form. */
function list(value: JsonValue | undefined, name: string): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  if (!isArray(value)) throw parameterNotList(name);
  const names = value.map((entry) => {
    if (typeof entry !== 'string') throw parameterNotList(name);
    return entry;
  });
  return names.join(',');
}

function nonEmpty(text: string | undefined): string | undefined {
  return text?.trim() === '' ? undefined : text;
}
