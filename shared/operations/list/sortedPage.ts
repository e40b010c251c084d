import { listAnswer, type Answer } from '../../http/response.ts';
import { textOf, type JsonObject, type JsonValue } from '../../scim/json.ts';
import type { Page } from '../../scim/page.ts';
import { project } from '../../scim/project.ts';
import { compareKeys, sortKey, type Sort, type SortKey } from '../../scim/sort.ts';
import type { UserContext } from '../context.ts';
import { visitMatches, type Search } from './matches.ts';

interface Ordered {
  readonly key: SortKey;
  readonly id: string;
  readonly resource: JsonObject;
}

/** A page by index of sorted matches. */
export async function sortedIndexPage(
  context: UserContext,
  search: Search,
  sort: Sort,
  { startIndex, count }: Page,
): Promise<Answer> {
  const ordered = await sorted(context, search, sort);
  const page = ordered.slice(startIndex - 1, startIndex - 1 + count);
  return listAnswer(projected(context, page), { totalResults: ordered.length, startIndex });
}

/** A page by cursor of sorted matches: behind the one whose key and id the cursor remembers, even if it is gone. */
export async function sortedCursorPage(
  context: UserContext,
  search: Search,
  sort: Sort,
  count: number,
  position: readonly JsonValue[] | undefined,
  nextCursor: (position: readonly JsonValue[]) => Promise<string>,
): Promise<Answer> {
  const ordered = await sorted(context, search, sort);
  const last = position === undefined ? undefined : asOrdered(position);
  const rest = last === undefined ? ordered : ordered.filter((entry) => compare(sort, entry, last) > 0);
  const page = rest.slice(0, count);
  const end = page.at(-1);
  const next =
    end === undefined || rest.length === page.length
      ? undefined
      : await nextCursor([end.key ?? null, end.id]);
  return listAnswer(projected(context, page), { totalResults: ordered.length, nextCursor: next });
}

/** Equal keys are ordered by id, so that the order is the same from page to page. */
function compare(sort: Sort, left: Omit<Ordered, 'resource'>, right: Omit<Ordered, 'resource'>): number {
  return compareKeys(sort, left.key, right.key) || (left.id < right.id ? -1 : left.id > right.id ? 1 : 0);
}

async function sorted(context: UserContext, search: Search, sort: Sort): Promise<readonly Ordered[]> {
  const found: Ordered[] = [];
  await visitMatches(context, search, (resource) => {
    found.push({ key: sortKey(sort, resource), id: textOf(resource.id), resource });
  });
  return found.sort((left, right) => compare(sort, left, right));
}

function projected({ type, projection }: UserContext, page: readonly Ordered[]): readonly JsonObject[] {
  return page.map(({ resource }) => project(type, resource, projection));
}

function asOrdered([key, id]: readonly JsonValue[]): Omit<Ordered, 'resource'> {
  const scalar =
    typeof key === 'string' || typeof key === 'number' || typeof key === 'boolean' ? key : undefined;
  return { key: scalar, id: textOf(id) };
}
