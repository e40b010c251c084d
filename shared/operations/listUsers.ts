import { ScimError } from '../http/error.ts';
import type { TenantCall } from '../http/endpoint.ts';
import { readQuery, readSearchRequest, type CursorPage, type ListQuery } from '../http/listQuery.ts';
import { readBody } from '../http/request.ts';
import type { Answer } from '../http/response.ts';
import type { UnknownNames } from '../scim/filter/bind.ts';
import type { JsonValue } from '../scim/json.ts';
import { pageOf } from '../scim/page.ts';
import { readSort } from '../scim/sort.ts';
import { readCursor, writeCursor } from '../store/cursor.ts';
import { userContext, type UserContext } from './context.ts';
import { cursorPage } from './list/cursorPage.ts';
import { everybodyPage, matchingPage } from './list/indexPage.ts';
import { searchOf } from './list/matches.ts';
import { sortedCursorPage, sortedIndexPage } from './list/sortedPage.ts';

/** Where a list is asked for: a cursor works where it was made, and names are looked up as the endpoint has it. */
interface Endpoint {
  readonly name: string;
  readonly unknownNames: UnknownNames;
}

const users: Endpoint = { name: 'GET /Users', unknownNames: 'refused' };
const usersSearch: Endpoint = { name: 'POST /Users/.search', unknownNames: 'refused' };
const rootSearch: Endpoint = { name: 'POST /.search', unknownNames: 'absent' };

/** GET /Users (RFC 7644 §3.4.2). What nothing matches is 200 with an empty list: a 404 would quarantine Entra's job. */
export async function listUsers(call: TenantCall): Promise<Answer> {
  return list(call, readQuery(call.request.query), users);
}

/** POST /Users/.search (RFC 7644 §3.4.3): the same list, asked for in a body, which no proxy logs. */
export async function searchUsers(call: TenantCall): Promise<Answer> {
  return list(call, readSearchRequest(await readBody(call.request)), usersSearch);
}

/** POST /.search (RFC 7644 §3.4.3): over all resource types, of which there is one. */
export async function searchAll(call: TenantCall): Promise<Answer> {
  return list(call, readSearchRequest(await readBody(call.request)), rootSearch);
}

async function list(call: TenantCall, query: ListQuery, endpoint: Endpoint): Promise<Answer> {
  const context = await userContext(call, query);
  const sort = readSort(context.type, query.sortBy, query.sortOrder);
  const search = searchOf(context, query.filter, endpoint.unknownNames);
  const { page } = query;
  if (page.by === 'index') {
    if (sort !== undefined) return sortedIndexPage(context, search, sort, page);
    return query.filter === undefined ? everybodyPage(context, page) : matchingPage(context, search, page);
  }
  const { count, position, next } = readCursorPage(context, query, page, endpoint.name);
  if (sort !== undefined) return sortedCursorPage(context, search, sort, count, position, next);
  return cursorPage(context, search, query.filter !== undefined, count, position, next);
}

interface Continuation {
  readonly count: number;
  readonly position: readonly JsonValue[] | undefined;
  readonly next: (position: readonly JsonValue[]) => string;
}

/** A cursor belongs to the list that it was made for: everything but the cursor must be the same (RFC 9865 §2). */
function readCursorPage(
  { call, partition }: UserContext,
  query: ListQuery,
  page: CursorPage,
  endpoint: string,
): Continuation {
  const ring = call.service.config.sealing;
  const { filter, sortBy, sortOrder, attributes, excludedAttributes } = query;
  const context = [partition.tenant, endpoint, filter, sortBy, sortOrder, attributes, excludedAttributes].map(
    (part) => part ?? null,
  );
  const asked = page.count === undefined ? undefined : pageOf(undefined, page.count).count;
  const before = page.cursor === '' ? undefined : readCursor(ring, page.cursor, context, Date.now());
  if (before !== undefined && asked !== undefined && asked !== before.count) {
    throw new ScimError(400, 'invalidCount', `count must stay ${before.count} from page to page.`);
  }
  const count = before?.count ?? asked ?? pageOf(undefined, undefined).count;
  return {
    count,
    position: before?.position,
    next: (position) => writeCursor(ring, { context, count, position }, Date.now()),
  };
}
