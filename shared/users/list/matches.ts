import { compiledTexts, sizeOf } from '../../scim/bounds.ts';
import { scanTooLarge } from '../../scim/errors/list.ts';
import { bindFilter, type UnknownNames } from '../../scim/filter/bind.ts';
import { compileFilter, type Predicate } from '../../scim/filter/evaluate.ts';
import { parseFilter } from '../../scim/filter/parse.ts';
import { plan as planOf, type Plan, relationNeed, type RelationNeed } from '../../scim/filter/plan.ts';
import { scanLimit } from '../../scim/page.ts';
import { secretNames, type ResourceType } from '../../scim/schema/attributes.ts';
import type { ResourceContext } from '../context.ts';
import { listWork, type ListWork } from './work.ts';
import type { Source } from './collection.ts';
import type { JsonObject } from '../../scim/json.ts';
import { project, represent, type StoredResource } from '../../scim/represent.ts';
import { chunksOf } from '../../store/inParallel.ts';

/** Where a filter's matches are found, and what makes one. */
export interface Search {
  readonly source: Source;
  readonly matches: Predicate;
  /** How much of a resource's relation the filter needs. */
  readonly relation: RelationNeed;
}

interface Compiled {
  readonly plan: Plan;
  readonly matches: Predicate;
  readonly relation: RelationNeed;
}

/** The filters of a type that were compiled before. */
export const compiledFilters = compiledTexts<Compiled>(8_388_608);

/** @throws ScimError 400 `invalidFilter` */
export function searchOf(
  { type, partition, collection }: ResourceContext,
  text: string | undefined,
  unknownNames: UnknownNames,
): Search {
  if (text === undefined) {
    const source = collection.sourceOf(partition, { kind: 'scan', pushdown: [] });
    return { source, matches: () => true, relation: 'none' };
  }
  const { plan, matches, relation } = compileFor(type, text, unknownNames);
  return { source: collection.sourceOf(partition, plan), matches, relation };
}

/** The filter in `text`, compiled now or before. */
export function compileFor(type: ResourceType, text: string, unknownNames: UnknownNames): Compiled {
  return compiledFilters(type).getOrMake(`${unknownNames} ${text}`, () => {
    const filter = bindFilter(type, parseFilter(text, secretNames(type)), unknownNames);
    return { plan: planOf(filter), matches: compileFilter(filter), relation: relationNeed(type, filter) };
  });
}

/** Resources that are looked at without waiting for a turn: as many as a page has by default. */
const few = 100;

/**
 * Visits all matches, represented, in the order of their source.
 *
 * @throws ScimError 400 `tooMany` if there are more resources than one answer has time for, or the filter compares too
 * much.
 */
export async function visitMatches(
  context: ResourceContext,
  { source, matches, relation }: Search,
  visit: (match: Represented) => Promise<void> | undefined,
): Promise<void> {
  const { call, type } = context;
  const work = listWork(call);
  let looked = 0;
  let release = source.scan ? await call.quota.acquireSlot() : undefined;
  try {
    for await (const resources of source.all === undefined ? source.read(undefined) : [source.all()]) {
      looked += resources.length;
      if (looked > scanLimit) throw scanTooLarge(type.name.toLowerCase(), scanLimit, indexedNames(type));
      if (looked > few) release ??= await call.quota.acquireSlot();
      for await (const each of represented(context, resources, relation, work)) {
        if (matches(each.resource, work.budget)) await visit(each);
      }
    }
  } finally {
    work.charge();
    release?.();
  }
}

/** The indexed attributes, in words. */
function indexedNames({ attributes }: ResourceType): string {
  const all = attributes.flatMap((attribute) => [attribute, ...attribute.subAttributes]);
  const names = all
    .filter(({ index }) => index !== undefined)
    .map(({ path, name }) => (path.startsWith('urn:') ? name : path));
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`;
}

/** A resource as a client sees it, without a projection. */
export interface Represented {
  readonly stored: StoredResource;
  readonly resource: JsonObject;
}

/**
 * Resources as clients see them, in turns with other requests. Resources that are deleted before their relation is read
 * are left out.
 *
 * @param need how much of their relation.
 */
export async function* represented(
  context: ResourceContext,
  resources: readonly StoredResource[],
  need: RelationNeed,
  work: ListWork,
): AsyncGenerator<Represented> {
  const { type, partition, call, collection } = context;
  const { baseUrl } = call;
  if (need === 'none') {
    for (const stored of resources) {
      work.look(stored);
      await work.pace();
      yield { stored, resource: represent(type, stored, baseUrl) };
    }
    return;
  }
  for (const some of chunksOf(resources, collection.relatedAtOnce)) {
    for (const related of await collection.related(partition, some, need, baseUrl)) {
      if (related === undefined) continue;
      const { stored, values } = related;
      work.look(stored);
      work.budget.spend(sizeOf(values));
      await work.pace();
      yield { stored, resource: represent(type, stored, baseUrl, values) };
    }
  }
}

/** Matches whose relations are read together for an answer. */
export const matchesAtOnce = 100;

/**
 * Matches as they are answered, in the same order; undefined for a match that is gone meanwhile.
 *
 * @param known how much of their relation was read to find them.
 */
export async function answeredMatches(
  context: ResourceContext,
  matches: readonly Represented[],
  known: RelationNeed,
): Promise<readonly (JsonObject | undefined)[]> {
  const { type, projection, answerNeeds, partition, call, collection } = context;
  if (answerNeeds === 'none' || known === 'all')
    return matches.map(({ resource }) => project(type, resource, projection));
  const resources = matches.map(({ stored }) => stored);
  const found = await collection.related(partition, resources, answerNeeds, call.baseUrl);
  return found.map(
    (related) =>
      related && project(type, represent(type, related.stored, call.baseUrl, related.values), projection),
  );
}

/**
 * Characters of JSON in one answer, beyond which a page ends before it has as many resources as were asked for (RFC
 * 7644 §3.4.2.4 allows that; `itemsPerPage` says how many there are). An answer is written in one go, while all other
 * requests wait.
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
