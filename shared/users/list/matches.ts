import { compiledTexts } from '../../scim/bounds.ts';
import { scanTooLarge } from '../../scim/errors/list.ts';
import { bindFilter, type UnknownNames } from '../../scim/filter/bind.ts';
import { compileFilter, type Predicate } from '../../scim/filter/evaluate.ts';
import { parseFilter } from '../../scim/filter/parse.ts';
import { plan as planOf, type Plan } from '../../scim/filter/plan.ts';
import { relationNeed, type RelationNeed } from '../../scim/filter/relations.ts';
import { scanLimit } from '../../scim/page.ts';
import { secretNames, type ResourceType } from '../../scim/schema/attributes.ts';
import type { ResourceContext } from '../context.ts';
import { listWork } from './work.ts';
import { represented, type Represented } from './represented.ts';
import type { Source } from './collection.ts';

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
