import type { RelationNeed } from '../../scim/filter/relations.ts';
import type { JsonObject } from '../../scim/json.ts';
import { project, wants, represent, type StoredResource } from '../../scim/represent.ts';
import { relationOf } from '../../scim/schema/attributes.ts';
import { sizeOf } from '../../scim/bounds.ts';
import { chunksOf } from '../../store/inParallel.ts';
import type { ResourceContext } from '../context.ts';
import type { Related } from './collection.ts';
import type { ListWork } from './work.ts';

/** A resource as a client sees it, without a projection. */
export interface Represented {
  readonly stored: StoredResource;
  readonly resource: JsonObject;
}

/** What an answer needs of the relation of its resources. */
export function neededInAnswer({ type, projection }: ResourceContext): RelationNeed {
  const relation = relationOf(type);
  return relation !== undefined && wants(projection, relation) ? 'all' : 'none';
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
  const { type, projection, partition, call, collection } = context;
  const need = neededInAnswer(context);
  if (need === 'none' || known === 'all')
    return matches.map(({ resource }) => project(type, resource, projection));
  const found: (Related | undefined)[] = [];
  for (const some of chunksOf(matches, collection.relatedAtOnce)) {
    const resources = some.map(({ stored }) => stored);
    found.push(...(await collection.related(partition, resources, need, call.baseUrl)));
  }
  return found.map((related) => related && answeredRelated(context, related).resource);
}

/**
 * A resource as the answer to a read or write; undefined if it is gone meanwhile.
 *
 * @param sent SCIM paths of the attributes that the request set.
 */
export async function answeredResource(
  context: ResourceContext,
  stored: StoredResource,
  sent?: ReadonlySet<string>,
): Promise<Represented | undefined> {
  const { partition, call, collection } = context;
  const need = neededInAnswer(context);
  if (need === 'none') return answeredRelated(context, { stored, values: {} }, sent);
  const [related] = await collection.related(partition, [stored], need, call.baseUrl);
  return related === undefined ? undefined : answeredRelated(context, related, sent);
}

/** The same of a resource that was read together with its relation. */
export function answeredRelated(
  { type, projection, call }: ResourceContext,
  { stored, values }: Related,
  sent?: ReadonlySet<string>,
): Represented {
  return { stored, resource: project(type, represent(type, stored, call.baseUrl, values), projection, sent) };
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
