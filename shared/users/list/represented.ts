import type { RelationNeed } from '../../scim/filter/relations.ts';
import type { JsonObject } from '../../scim/json.ts';
import { project, represent, type StoredResource } from '../../scim/represent.ts';
import { sizeOf } from '../../scim/bounds.ts';
import { chunksOf } from '../../store/inParallel.ts';
import type { ResourceContext } from '../context.ts';
import type { ListWork } from './work.ts';

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
