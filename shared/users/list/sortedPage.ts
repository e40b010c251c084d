import { textOf, type JsonObject, type JsonValue } from '../../scim/json.ts';
import { type Page, compareKeys, sortKey, type Sort, type SortKey } from '../../scim/page.ts';
import { sizeOf } from '../../scim/bounds.ts';
import { chunksOf, inParallel } from '../../store/inParallel.ts';
import type { ResourceContext } from '../context.ts';
import { inTurn, listWork, type ListWork } from './work.ts';
import type { ListPage } from './listQuery.ts';
import {
  visitMatches,
  type Search,
  PageResources,
  answeredMatches,
  matchesAtOnce,
  represented,
  type Represented,
} from './matches.ts';
import { Smallest } from './smallest.ts';

/** A resource's place in the order. */
interface Place {
  readonly key: SortKey;
  readonly id: string;
}

interface Candidate extends Place {
  readonly size: number;
  /** Undefined if it is to be read again for the page. */
  match: Represented | undefined;
}

/** Characters of JSON that the candidates for a page may take in memory; beyond that only their places are kept. */
const maxKeptSize = 4_194_304;

/** Resources that are read again at a time. */
const readAtOnce = 8;

/** A page by index of sorted matches. */
export async function sortedIndexPage(
  context: ResourceContext,
  search: Search,
  sort: Sort,
  { startIndex, count }: Page,
): Promise<ListPage> {
  const { first, total } = await firstOf(context, search, sort, count === 0 ? 0 : startIndex - 1 + count);
  const { resources } = await answered(context, search, largestOf(first, startIndex - 1), count);
  return { resources, totalResults: total, startIndex };
}

/** A page by cursor of sorted matches: after the key and id in the cursor, even if that resource is gone. */
export async function sortedCursorPage(
  context: ResourceContext,
  search: Search,
  sort: Sort,
  count: number,
  position: readonly JsonValue[] | undefined,
  nextCursor: (position: readonly JsonValue[]) => string,
): Promise<ListPage> {
  const after = position === undefined ? undefined : placeOf(position);
  // One more than the page: if there is none, this is the last page.
  const { first, total } = await firstOf(context, search, sort, count === 0 ? 0 : count + 1, after);
  const { resources, end, more } = await answered(context, search, largestOf(first, 0), count);
  const next = end === undefined || !more ? undefined : nextCursor([end.key ?? null, end.id]);
  return { resources, totalResults: total, nextCursor: next };
}

/** Equal keys are ordered by id, so that the order is the same from page to page. */
function compare(sort: Sort, left: Place, right: Place): number {
  return compareKeys(sort, left.key, right.key) || (left.id < right.id ? -1 : left.id > right.id ? 1 : 0);
}

interface First {
  readonly first: Smallest<Candidate>;
  /** How many matches there are in all. */
  readonly total: number;
}

/** The first matches after `after`, at most `number`. */
async function firstOf(
  context: ResourceContext,
  search: Search,
  sort: Sort,
  number: number,
  after?: Place,
): Promise<First> {
  const first = new Smallest<Candidate>(number, (left, right) => compare(sort, left, right));
  let total = 0;
  let kept = 0;
  await visitMatches(context, search, (match) => {
    total += 1;
    const place = { key: sortKey(sort, match.resource), id: match.stored.id };
    if (after !== undefined && compare(sort, place, after) <= 0) return undefined;
    const candidate = {
      ...place,
      size: sizeOf(match.resource),
      match: kept > maxKeptSize ? undefined : match,
    };
    kept += candidate.size - (first.add(candidate)?.size ?? 0);
    if (kept <= maxKeptSize || candidate.match === undefined) return undefined;
    kept = Infinity;
    for (const one of first.items) one.match = undefined;
    return undefined;
  });
  return { first, total };
}

/** All but the smallest `number`, in their order. */
function largestOf(candidates: Smallest<Candidate>, number: number): readonly Candidate[] {
  const found: Candidate[] = [];
  while (candidates.items.length > number) {
    const largest = candidates.takeLargest();
    if (largest !== undefined) found.push(largest);
  }
  return found.reverse();
}

interface Answered {
  readonly resources: readonly JsonObject[];
  /** The last that was considered. */
  readonly end: Place | undefined;
  /** Whether others may come after it. */
  readonly more: boolean;
}

/** The candidates as they are answered. Reading users again takes long, as the scan did. */
async function answered(
  context: ResourceContext,
  search: Search,
  candidates: readonly Candidate[],
  count: number,
): Promise<Answered> {
  const work = listWork(context.call);
  const answer = () => answeredNow(context, search, candidates, count, work);
  try {
    const kept = candidates.every(({ match }) => match !== undefined);
    return await (kept ? answer() : inTurn(context.call, answer));
  } finally {
    work.charge();
  }
}

/** Up to `count`, and as many as fit. Deleted resources are left out. */
async function answeredNow(
  context: ResourceContext,
  search: Search,
  candidates: readonly Candidate[],
  count: number,
  work: ListWork,
): Promise<Answered> {
  const page = new PageResources(count);
  let end: Place | undefined;
  for (const some of chunksOf(candidates, matchesAtOnce)) {
    const matches = await inParallel(
      some,
      readAtOnce,
      async (candidate) => candidate.match ?? readAgain(context, search, candidate, work),
    );
    const there = matches.filter((match) => match !== undefined);
    const found = [...(await answeredMatches(context, there, search.relation))];
    for (const [i, match] of matches.entries()) {
      if (page.full) return { resources: page.resources, end, more: true };
      const resource = match === undefined ? undefined : found.shift();
      if (resource !== undefined) page.add(resource);
      end = some[i];
    }
    await work.pace();
  }
  // If another is gone, the candidate beyond the page is on it; later matches were not kept.
  return { resources: page.resources, end, more: candidates.length > count };
}

/** It may be gone by now, or may have changed. */
async function readAgain(
  context: ResourceContext,
  { matches, relation }: Search,
  { id }: Place,
  work: ListWork,
): Promise<Represented | undefined> {
  const read = await context.collection.readOne(context.partition, id);
  if (read === undefined) return undefined;
  for await (const match of represented(context, [read], relation, work))
    if (matches(match.resource, work.budget)) return match;
  return undefined;
}

function placeOf([key, id]: readonly JsonValue[]): Place {
  const scalar =
    typeof key === 'string' || typeof key === 'number' || typeof key === 'boolean' ? key : undefined;
  return { key: scalar, id: textOf(id) };
}
