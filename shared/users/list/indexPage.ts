import type { JsonObject } from '../../scim/json.ts';
import type { Page } from '../../scim/page.ts';
import { project } from '../../scim/represent.ts';
import { isLarge } from '../../store/pageSize.ts';
import type { ResourceContext } from '../context.ts';
import type { ListPage } from './listQuery.ts';
import type { Marks, Place } from './bookmarks.ts';
import { inTurn, listWork } from './work.ts';
import {
  visitMatches,
  type Search,
  PageResources,
  answeredMatches,
  matchesAtOnce,
  represented,
  type Represented,
} from './matches.ts';

/** A page by index without a filter: the total is the tenant's count. */
export async function everybodyPage(context: ResourceContext, page: Page): Promise<ListPage> {
  const { partition, call, collection, type } = context;
  const { count: total, state } = await collection.census(partition);
  const marks = call.service.bookmarks.of(`${partition.tenant}${type.endpoint}`, state);
  const read = () => readPage(context, page, marks);
  const resources =
    page.count === 0 || page.startIndex > total
      ? []
      : await (isLarge(partition, page.count) ? inTurn(call, read) : read());
  return { resources, totalResults: total, startIndex: page.startIndex };
}

/** A page by index of a filter's matches. The total is exact, so all of them are looked at. */
export async function matchingPage(context: ResourceContext, search: Search, page: Page): Promise<ListPage> {
  const found = new PageResources(page.count);
  const waiting: Represented[] = [];
  const answerWaiting = async () => {
    for (const resource of await answeredMatches(context, waiting.splice(0), search.relation))
      if (resource !== undefined && !found.full) found.add(resource);
  };
  let total = 0;
  await visitMatches(context, search, (match) => {
    total += 1;
    if (total < page.startIndex || found.full) return undefined;
    waiting.push(match);
    const room = Math.min(page.count - found.resources.length, matchesAtOnce);
    return waiting.length < room ? undefined : answerWaiting();
  });
  await answerWaiting();
  return { resources: found.resources, totalResults: total, startIndex: page.startIndex };
}

/** Storage can't skip: a later page is reached over the keys of the earlier ones, from the nearest known place. */
async function readPage(
  context: ResourceContext,
  { startIndex, count }: Page,
  bookmarks: Marks,
): Promise<readonly JsonObject[]> {
  const { type, partition, projection, answerNeeds, call, collection } = context;
  const known = bookmarks.nearest(startIndex - 1);
  const after = startIndex === 1 ? undefined : await keyAt(context, startIndex - 1, known);
  if (startIndex > 1 && after === undefined) return [];
  const work = listWork(call);
  const page = new PageResources(count);
  let last: string | undefined;
  try {
    for await (const resources of collection.readAll(partition, { after, pageSize: count })) {
      for await (const { stored, resource } of represented(context, resources, answerNeeds, work)) {
        if (page.full) break;
        page.add(project(type, resource, projection));
        last = stored.id;
      }
      if (page.full) break;
    }
  } finally {
    work.charge();
  }
  if (last !== undefined)
    bookmarks.put({ index: startIndex - 1 + page.resources.length, key: collection.rowKey(last) });
  return page.resources;
}

async function keyAt(
  { partition, collection }: ResourceContext,
  index: number,
  known: Place | undefined,
): Promise<string | undefined> {
  if (known?.index === index) return known.key;
  let before = known?.index ?? 0;
  for await (const keys of collection.readAllKeys(partition, known?.key)) {
    if (index <= before + keys.length) return keys[index - before - 1];
    before += keys.length;
  }
  return undefined;
}
