import type { JsonObject } from '../../scim/json.ts';
import type { Page } from '../../scim/page.ts';
import { project } from '../../scim/project.ts';
import { represent } from '../../scim/represent.ts';
import { takeCensus } from '../../store/countUsers.ts';
import { isLarge } from '../../store/pageSize.ts';
import type { Partition } from '../../store/partition.ts';
import { readAll, readAllKeys } from '../../store/readUsers.ts';
import { idKey } from '../../store/keys.ts';
import type { UserContext } from '../context.ts';
import type { ListPage } from './listQuery.ts';
import type { Marks, Place } from './bookmarks.ts';
import { inTurn, listWork } from './cost.ts';
import { visitMatches, type Search } from './matches.ts';
import { PageResources } from './pageResources.ts';

/** A page by index of everybody: nobody is counted one by one. */
export async function everybodyPage(context: UserContext, page: Page): Promise<ListPage> {
  const { partition, call } = context;
  const { count: total, state } = await takeCensus(partition);
  const marks = call.service.bookmarks.of(partition.tenant, state);
  const read = () => readPage(context, page, marks);
  const resources =
    page.count === 0 || page.startIndex > total
      ? []
      : await (isLarge(partition, page.count) ? inTurn(call, read) : read());
  return { resources, totalResults: total, startIndex: page.startIndex };
}

/** A page by index of a filter's matches: exact, so all of them are looked at. */
export async function matchingPage(context: UserContext, search: Search, page: Page): Promise<ListPage> {
  const { type, projection } = context;
  const found = new PageResources(page.count);
  let total = 0;
  await visitMatches(context, search, (resource) => {
    total += 1;
    if (total >= page.startIndex && !found.full) found.add(project(type, resource, projection));
  });
  return { resources: found.resources, totalResults: total, startIndex: page.startIndex };
}

/** Storage can't skip: the way to a later page goes over the keys of the earlier ones, from the nearest that is known. */
async function readPage(
  { type, partition, projection, call }: UserContext,
  { startIndex, count }: Page,
  bookmarks: Marks,
): Promise<readonly JsonObject[]> {
  const known = bookmarks.nearest(startIndex - 1);
  const after = startIndex === 1 ? undefined : await keyAt(partition, startIndex - 1, known);
  if (startIndex > 1 && after === undefined) return [];
  const work = listWork(call);
  const page = new PageResources(count);
  let last: string | undefined;
  try {
    for await (const users of readAll(partition, { after, pageSize: count })) {
      for (const user of users) {
        if (page.full) break;
        work.look(user);
        await work.pace();
        page.add(project(type, represent(type, user, call.baseUrl), projection));
        last = user.id;
      }
      if (page.full) break;
    }
  } finally {
    work.charge();
  }
  if (last !== undefined) bookmarks.put({ index: startIndex - 1 + page.resources.length, key: idKey(last) });
  return page.resources;
}

async function keyAt(
  partition: Partition,
  index: number,
  known: Place | undefined,
): Promise<string | undefined> {
  if (known?.index === index) return known.key;
  let before = known?.index ?? 0;
  for await (const keys of readAllKeys(partition, known?.key)) {
    if (index <= before + keys.length) return keys[index - before - 1];
    before += keys.length;
  }
  return undefined;
}
