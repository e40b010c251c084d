import { ScimError } from '../../scim/error.ts';
import type { JsonObject, JsonValue } from '../../scim/json.ts';
import type { RelationNeed } from '../../scim/filter/plan.ts';
import { isLarge } from '../../store/pageSize.ts';
import type { ResourceContext } from '../context.ts';
import type { ListPage } from './listQuery.ts';
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

/**
 * Users that one page by cursor looks at, and its work. A page that has found few by then is short, and has a cursor.
 */
const maxLooked = 5_000;
const maxPageWork = 20_000_000;

interface Found {
  readonly resources: readonly JsonObject[];
  /** Key after which the next page begins; undefined at the end. */
  readonly next: string | undefined;
}

/**
 * A page by cursor (RFC 9865), however many users there are. `totalResults` is left out if only a scan could tell it,
 * unless the count is 0, which asks for nothing else.
 */
export async function cursorPage(
  context: ResourceContext,
  search: Search,
  filtered: boolean,
  count: number,
  position: readonly JsonValue[] | undefined,
  nextCursor: (position: readonly JsonValue[]) => string,
): Promise<ListPage> {
  const total = filtered
    ? await totalOf(context, search, count)
    : (await context.collection.census(context.partition)).count;
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

/** Looks one match further than the page: if there is none, it was the last page. */
async function findPage(
  context: ResourceContext,
  { source, matches, relation }: Search,
  filtered: boolean,
  count: number,
  after: string | undefined,
): Promise<Found> {
  const { call } = context;
  // Without a filter every resource is answered.
  const known = filtered ? relation : context.answerNeeds;
  const page = new PageAfter(context, count, known, after);
  let looked = 0;
  const work = listWork(call);
  try {
    for await (const some of source.read(after, filtered ? undefined : Math.min(count + 1, 1_000))) {
      for await (const each of represented(context, some, known, work)) {
        const matching = matches(each.resource, work.budget);
        if (!(await page.add(source.keyOf(each.stored), matching ? each : undefined))) return page.found();
        looked += 1;
        if (looked < maxLooked && work.budget.spent < maxPageWork) continue;
        await page.answerWaiting();
        return page.found();
      }
    }
    if (!(await page.answerWaiting())) return page.found();
  } finally {
    work.charge();
  }
  return { ...page.found(), next: undefined };
}

/** A page while it is filled. The relations of several matches are read together. */
class PageAfter {
  readonly #context: ResourceContext;
  readonly #page: PageResources;
  readonly #known: RelationNeed;
  readonly #count: number;
  #last: string | undefined;
  #matches = 0;
  /** What was looked at behind the last one: its key, and what is answered if it matches. */
  #waiting: { readonly key: string; readonly match: Represented | undefined }[] = [];

  constructor(context: ResourceContext, count: number, known: RelationNeed, after: string | undefined) {
    this.#context = context;
    this.#page = new PageResources(count);
    this.#known = known;
    this.#count = count;
    this.#last = after;
  }

  /** @returns false if the page is full without it. */
  async add(key: string, match: Represented | undefined): Promise<boolean> {
    if (match !== undefined) {
      if (this.#page.full) return false;
      this.#matches += 1;
    }
    this.#waiting.push({ key, match });
    const room = Math.min(this.#count - this.#page.resources.length, matchesAtOnce);
    return match === undefined || this.#matches < room || this.answerWaiting();
  }

  /** @returns false if the page is full before all of them are on it. */
  async answerWaiting(): Promise<boolean> {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#matches = 0;
    const matches = waiting.flatMap(({ match }) => (match === undefined ? [] : [match]));
    const answered = [...(await answeredMatches(this.#context, matches, this.#known))];
    for (const { key, match } of waiting) {
      if (match !== undefined) {
        if (this.#page.full) return false;
        const resource = answered.shift();
        if (resource !== undefined) this.#page.add(resource);
      }
      this.#last = key;
    }
    return true;
  }

  found(): Found {
    return { resources: this.#page.resources, next: this.#last };
  }
}

/** The total of an index's matches, unless there are too many; of a scan's only if nothing else is asked for. */
async function totalOf(context: ResourceContext, search: Search, count: number): Promise<number | undefined> {
  if (count === 0) return countMatches(context, search);
  if (search.source.scan) return undefined;
  try {
    return await countMatches(context, search);
  } catch (error) {
    if (error instanceof ScimError && error.scimType === 'tooMany') return undefined;
    throw error;
  }
}

async function countMatches(context: ResourceContext, search: Search): Promise<number> {
  let total = 0;
  await visitMatches(context, search, () => {
    total += 1;
    return undefined;
  });
  return total;
}
