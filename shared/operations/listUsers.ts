import type { Caller, TenantCall } from '../http/tenantEndpoint.ts';
import { readQuery, readSearchRequest, type ListQuery } from '../http/listQuery.ts';
import { queryOf } from '../http/query.ts';
import type { Answer } from '../http/response.ts';
import type { UnknownNames } from '../scim/filter/bind.ts';
import { requireSchema, searchSchema } from '../scim/messageSchema.ts';
import { readSort } from '../scim/sort.ts';
import { userContext, type UserContext } from './context.ts';
import { continuation } from './list/continuation.ts';
import { cursorPage } from './list/cursorPage.ts';
import { everybodyPage, matchingPage } from './list/indexPage.ts';
import { searchOf } from './list/matches.ts';
import { sortedCursorPage, sortedIndexPage } from './list/sortedPage.ts';
import { readRequestBody } from './requestBody.ts';

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
  return listWith(call, readQuery(queryOf(call.request)));
}

/** The list of users that `query` asks for. */
export function listWith(caller: Caller, query: ListQuery): Promise<Answer> {
  return list(caller, query, users);
}

/** POST /Users/.search (RFC 7644 §3.4.3): the same list, asked for in a body, which no proxy logs. */
export async function searchUsers(call: TenantCall): Promise<Answer> {
  return list(call, await searchRequest(call), usersSearch);
}

/** POST /.search (RFC 7644 §3.4.3): over all resource types, of which there is one. */
export async function searchAll(call: TenantCall): Promise<Answer> {
  return list(call, await searchRequest(call), rootSearch);
}

async function searchRequest(call: TenantCall): Promise<ListQuery> {
  const body = await readRequestBody(call);
  requireSchema(body, searchSchema);
  return readSearchRequest(body);
}

async function list(call: Caller, query: ListQuery, endpoint: Endpoint): Promise<Answer> {
  const context = await userContext(call, query);
  const sort = readSort(context.type, query.sortBy, query.sortOrder);
  const search = searchOf(context, query.filter, endpoint.unknownNames);
  const { page } = query;
  if (page.by === 'index') {
    if (sort !== undefined) return sortedIndexPage(context, search, sort, page);
    return query.filter === undefined ? everybodyPage(context, page) : matchingPage(context, search, page);
  }
  const listed = cursorContext(context, query, endpoint.name);
  const { count, position, next } = await continuation(call.service.config.sealing, listed, page);
  if (sort !== undefined) return sortedCursorPage(context, search, sort, count, position, next);
  return cursorPage(context, search, query.filter !== undefined, count, position, next);
}

/** A cursor belongs to the list that it was made for: everything but the cursor must be the same (RFC 9865 §2). */
function cursorContext(
  { partition }: UserContext,
  query: ListQuery,
  endpoint: string,
): readonly (string | null)[] {
  const { filter, sortBy, sortOrder, attributes, excludedAttributes } = query;
  return [partition.tenant, endpoint, filter, sortBy, sortOrder, attributes, excludedAttributes].map(
    (part) => part ?? null,
  );
}
