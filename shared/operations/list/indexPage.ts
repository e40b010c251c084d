import { listAnswer, type Answer } from '../../http/response.ts';
import type { JsonObject } from '../../scim/json.ts';
import type { Page } from '../../scim/page.ts';
import { project } from '../../scim/project.ts';
import { represent, type StoredResource } from '../../scim/represent.ts';
import { takeCensus } from '../../store/countUsers.ts';
import type { Partition } from '../../store/partition.ts';
import { readAll, readAllKeys } from '../../store/readUsers.ts';
import { idKey } from '../../store/keys.ts';
import type { UserContext } from '../context.ts';
import type { Marks, Place } from './bookmarks.ts';
import { chargeFor } from './cost.ts';
import { visitMatches, type Search } from './matches.ts';

/** A page by index of everybody: nobody is counted one by one. */
export async function everybodyPage(context: UserContext, page: Page): Promise<Answer> {
  const { type, partition, projection, call } = context;
  const { count: total, state } = await takeCensus(partition);
  const users =
    page.count === 0 || page.startIndex > total
      ? []
      : await readPage(partition, page, call.service.bookmarks.of(partition.tenant, state));
  chargeFor(call, users.length);
  const resources = users.map((user) => project(type, represent(type, user, call.baseUrl), projection));
  return listAnswer(resources, { totalResults: total, startIndex: page.startIndex });
}

/** A page by index of a filter's matches: exact, so all of them are looked at. */
export async function matchingPage(context: UserContext, search: Search, page: Page): Promise<Answer> {
  const { type, projection } = context;
  const resources: JsonObject[] = [];
  let total = 0;
  await visitMatches(context, search, (resource) => {
    total += 1;
    if (total >= page.startIndex && resources.length < page.count)
      resources.push(project(type, resource, projection));
  });
  return listAnswer(resources, { totalResults: total, startIndex: page.startIndex });
}

/** Storage can't skip: the way to a later page goes over the keys of the earlier ones, from the nearest that is known. */
async function readPage(
  partition: Partition,
  { startIndex, count }: Page,
  bookmarks: Marks,
): Promise<readonly StoredResource[]> {
  const known = bookmarks.nearest(startIndex - 1);
  const after = startIndex === 1 ? undefined : await keyAt(partition, startIndex - 1, known);
  if (startIndex > 1 && after === undefined) return [];
  const users: StoredResource[] = [];
  for await (const read of readAll(partition, { after, pageSize: count })) {
    users.push(...read);
    if (users.length >= count) break;
  }
  const read = users.slice(0, count);
  const last = read.at(-1);
  if (last !== undefined) {
    const end = { index: startIndex - 1 + read.length, key: idKey(last.id) };
    bookmarks.put(end);
  }
  return read;
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
