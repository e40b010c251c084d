import type { UnknownNames } from '../scim/filter/bind.ts';
import { relationOf } from '../scim/schema/attributes.ts';
import { readSort } from '../scim/page.ts';
import { userContext, type ResourceContext, type TenantContext } from './context.ts';
import { fixedPartsOf, continuation, type ListPage, type ListQuery } from './list/listQuery.ts';
import { cursorPage } from './list/cursorPage.ts';
import { everybodyPage, matchingPage } from './list/indexPage.ts';
import { searchOf, type Search } from './list/matches.ts';
import { sortedCursorPage, sortedIndexPage } from './list/sortedPage.ts';

/** An endpoint of lists: cursors work only at the endpoint that made them, and its rule for unknown names applies. */
export interface ListEndpoint {
  readonly name: string;
  readonly unknownNames: UnknownNames;
}

/** GET /Users, and callers who want the same. */
const usersEndpoint: ListEndpoint = { name: 'GET /Users', unknownNames: 'refused' };

/**
 * A page of the users that `query` asks for.
 *
 * @throws ScimError 400 `invalidFilter`, `invalidPath`, `invalidValue`, `tooMany` or of cursors; 429
 */
export async function listUsers(
  call: TenantContext,
  query: ListQuery,
  endpoint: ListEndpoint = usersEndpoint,
): Promise<ListPage> {
  return listResources(await userContext(call, query), query, endpoint);
}

/** The same of the resources of any type. */
export async function listResources(
  context: ResourceContext,
  query: ListQuery,
  endpoint: ListEndpoint,
): Promise<ListPage> {
  const { type, call } = context;
  const sort = readSort(type, query.sortBy, query.sortOrder);
  const found = searchOf(context, query.filter, endpoint.unknownNames);
  const byRelation = sort !== undefined && sort.path[0] === relationOf(type);
  const search: Search = byRelation ? { ...found, relation: 'all' } : found;
  const { page } = query;
  if (page.by === 'index') {
    if (sort !== undefined) return sortedIndexPage(context, search, sort, page);
    return query.filter === undefined ? everybodyPage(context, page) : matchingPage(context, search, page);
  }
  const { count, position, next } = await continuation(call, endpoint.name, fixedPartsOf(query), page);
  if (sort !== undefined) return sortedCursorPage(context, search, sort, count, position, next);
  return cursorPage(context, search, query.filter !== undefined, count, position, next);
}
