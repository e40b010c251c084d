import { ScimError } from '../scim/error.ts';
import { textOf } from '../scim/json.ts';
import { readSort } from '../scim/page.ts';
import { userContext, type ResourceContext, type TenantContext } from '../users/context.ts';
import {
  fixedPartsOf,
  continuation,
  type CursorPage,
  type ListPage,
  type ListQuery,
} from '../users/list/listQuery.ts';
import { listResources, type ListEndpoint } from '../users/listUsers.ts';
import { groupContext } from './context.ts';

const endpoint: ListEndpoint = { name: 'POST /.search', unknownNames: 'absent' };

/** A list of one type's resources. */
interface Part {
  readonly context: ResourceContext;
  readonly query: ListQuery;
}

/**
 * A page of users and groups (RFC 7644 §3.4.3): all users that match come before the groups, each in the order that is asked
 * for.
 *
 * @throws as `listResources` does.
 */
export async function searchAllTypes(call: TenantContext, query: ListQuery): Promise<ListPage> {
  const contexts = [await userContext(call, query), await groupContext(call, query)];
  const parts = contexts.map((context) => ({ context, query: sortedAsPossible(context, query, contexts) }));
  return query.page.by === 'index'
    ? indexPage(parts, query.page)
    : cursorPage(call, parts, query, query.page);
}

/** An attribute that sorts users need not be one of groups. @throws ScimError 400 if no type has it */
function sortedAsPossible(
  { type }: ResourceContext,
  query: ListQuery,
  all: readonly ResourceContext[],
): ListQuery {
  const { sortBy, sortOrder } = query;
  const sorts = (context: ResourceContext) => {
    try {
      return readSort(context.type, sortBy, sortOrder) !== undefined;
    } catch (error) {
      if (error instanceof ScimError) return false;
      throw error;
    }
  };
  if (sortBy === undefined || !all.some(sorts)) readSort(type, sortBy, sortOrder);
  return all.some((context) => context.type === type && sorts(context))
    ? query
    : { ...query, sortBy: undefined, sortOrder: undefined };
}

async function indexPage(
  parts: readonly Part[],
  { startIndex, count }: Extract<ListQuery['page'], { by: 'index' }>,
): Promise<ListPage> {
  const resources: ListPage['resources'][number][] = [];
  let total = 0;
  let left = count;
  for (const { context, query } of parts) {
    const first = Math.max(1, startIndex - total);
    const page = { by: 'index' as const, startIndex: first, count: left };
    const listed = await listResources(context, { ...query, page }, endpoint);
    resources.push(...listed.resources);
    const own = listed.totalResults ?? 0;
    total += own;
    // A page that ends early, because it is long, leaves the rest of its type to the next one.
    const whole = first + listed.resources.length > own;
    left = whole ? count - resources.length : 0;
  }
  return { resources, totalResults: total, startIndex };
}

/** A cursor names the type of the page, and holds the cursor of that type's list. */
async function cursorPage(
  call: TenantContext,
  parts: readonly Part[],
  query: ListQuery,
  page: CursorPage,
): Promise<ListPage> {
  const { count, position, next } = await continuation(call, endpoint.name, fixedPartsOf(query), page);
  const index = typeof position?.[0] === 'number' ? position[0] : 0;
  const listed = await Promise.all(
    parts.map(async ({ context, query: own }, i) => {
      const cursor = i === index ? textOf(position?.[1]) : '';
      // Of the other type only the total is wanted.
      const wanted = i === index ? count : 0;
      return i === index || count === 0 || query.filter === undefined
        ? listResources(context, { ...own, page: { by: 'cursor', cursor, count: wanted } }, endpoint)
        : undefined;
    }),
  );
  const { resources = [], nextCursor } = listed[index] ?? {};
  const more = nextCursor !== undefined || (index + 1 < parts.length && count > 0);
  const nextPosition = nextCursor === undefined ? [index + 1, ''] : [index, nextCursor];
  return {
    resources,
    totalResults: totalOf(listed),
    nextCursor: more ? next(nextPosition) : undefined,
  };
}

/** Left out unless it is known of each type. */
function totalOf(listed: readonly (ListPage | undefined)[]): number | undefined {
  let total = 0;
  for (const page of listed) {
    if (page?.totalResults === undefined) return undefined;
    total += page.totalResults;
  }
  return total;
}
