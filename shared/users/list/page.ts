import type { JsonObject, JsonValue } from '../../scim/json.ts';
import { sizeOf } from '../../scim/work.ts';
import type { Page } from '../../scim/page.ts';
import { project } from '../../scim/project.ts';
import { represent } from '../../scim/represent.ts';
import { takeCensus, countUsers } from '../../store/countUsers.ts';
import { isLarge } from '../../store/pageSize.ts';
import type { Partition } from '../../store/partition.ts';
import { readAll, readAllKeys } from '../../store/readUsers.ts';
import { idKey } from '../../store/keys.ts';
import type { UserContext } from '../context.ts';
import type { ListPage } from './listQuery.ts';
import type { Marks, Place } from './bookmarks.ts';
import { inTurn, listWork } from './cost.ts';
import { visitMatches, type Search } from './matches.ts';
import { ScimError } from '../../scim/error.ts';

/**
 * Characters of JSON in one answer, beyond which a page ends before it has as many resources as were asked for (RFC 7644
 * §3.4.2.4 allows that; `itemsPerPage` says how many there are). An answer is written in one go, while all others wait.
 */
export const maxAnswerSize = 4_194_304;

/** The resources of one page, as they are answered. */
export class PageResources {
  readonly resources: JsonObject[] = [];
  readonly #count: number;
  #size = 0;

  constructor(count: number) {
    this.#count = count;
  }

  get full(): boolean {
    return this.resources.length >= this.#count || this.#size >= maxAnswerSize;
  }

  add(resource: JsonObject): void {
    this.resources.push(resource);
    this.#size += sizeOf(resource);
  }
}

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

/**
 * Users that one cursor page looks at, more than a page can hold, and the work that it does. A page that finds few by then
 * comes back short, with a cursor.
 */
const maxLooked = 5_000;
const maxPageWork = 20_000_000;

interface Found {
  readonly resources: readonly JsonObject[];
  /** Key behind which the next page begins; undefined at the end. */
  readonly next: string | undefined;
}

/**
 * A page by cursor (RFC 9865), however many users there are. `totalResults` is left out where only a scan could tell
 * it, but not with a count of 0, which asks for nothing else.
 */
export async function cursorPage(
  context: UserContext,
  search: Search,
  filtered: boolean,
  count: number,
  position: readonly JsonValue[] | undefined,
  nextCursor: (position: readonly JsonValue[]) => string,
): Promise<ListPage> {
  const total = filtered ? await totalOf(context, search, count) : await countUsers(context.partition);
  if (count === 0) return { resources: [], totalResults: total };
  const after = typeof position?.[0] === 'string' ? position[0] : undefined;
  const find = () => findPage(context, search, filtered, count, after);
  const long = search.source.scan && (filtered || isLarge(context.partition, count));
  const { resources, next } = await (long ? inTurn(context.call, find) : find());
  return {
    resources,
    totalResults: total,
    nextCursor: next === undefined ? undefined : nextCursor([next]),
  };
}

/** Looks one match further than the page: where there is none, it was the last page. */
async function findPage(
  context: UserContext,
  { source, matches }: Search,
  filtered: boolean,
  count: number,
  after: string | undefined,
): Promise<Found> {
  const { type, call, projection } = context;
  const page = new PageResources(count);
  const { resources } = page;
  let last = after;
  let looked = 0;
  const work = listWork(call);
  try {
    for await (const users of source.read(after, filtered ? undefined : Math.min(count + 1, 1_000))) {
      for (const user of users) {
        work.look(user);
        await work.pace();
        const resource = represent(type, user, call.baseUrl);
        const matching = matches(resource, work.budget);
        if (matching && page.full) return { resources, next: last };
        if (matching) page.add(project(type, resource, projection));
        last = source.keyOf(user);
        looked += 1;
        if (looked >= maxLooked || work.budget.spent >= maxPageWork) return { resources, next: last };
      }
    }
  } finally {
    work.charge();
  }
  return { resources, next: undefined };
}

/** Of an index's matches the total is known as far as an answer may look; of a scan's only where nothing else is asked. */
async function totalOf(context: UserContext, search: Search, count: number): Promise<number | undefined> {
  if (count === 0) return countMatches(context, search);
  if (search.source.scan) return undefined;
  try {
    return await countMatches(context, search);
  } catch (error) {
    if (error instanceof ScimError && error.scimType === 'tooMany') return undefined;
    throw error;
  }
}

async function countMatches(context: UserContext, search: Search): Promise<number> {
  let total = 0;
  await visitMatches(context, search, () => {
    total += 1;
  });
  return total;
}
