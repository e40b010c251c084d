import { BoundedMap } from '../../scim/boundedMap.ts';
import { scanTooLarge } from '../../scim/errors/list.ts';
import { bindFilter, type UnknownNames } from '../../scim/filter/bind.ts';
import { compileFilter, type Predicate } from '../../scim/filter/evaluate.ts';
import { parseFilter } from '../../scim/filter/parse.ts';
import { plan as planOf, type Plan } from '../../scim/filter/plan.ts';
import type { JsonObject } from '../../scim/json.ts';
import { scanLimit } from '../../scim/page.ts';
import { represent } from '../../scim/represent.ts';
import { secretNames, type ResourceType } from '../../scim/schema/attributes.ts';
import { mayShareCards, type UserContext } from '../context.ts';
import { listWork } from './cost.ts';
import { scanOf, sourceOf, type Source } from './source.ts';

/** Where a filter's matches are found, and what makes one. */
export interface Search {
  readonly source: Source;
  readonly matches: Predicate;
}

interface Compiled {
  readonly plan: Plan;
  readonly matches: Predicate;
}

/**
 * Bytes of memory that compiled filters may take, for each type: clients ask the same few filters with other values, and
 * those of one cycle are asked again in the next. What one takes grows with its text: a term of ten characters becomes
 * nodes and functions of a kilobyte.
 */
const maxCompiledBytes = 8_388_608;
const bytesPerCharacter = 100;

type CompiledFilters = BoundedMap<string, Compiled>;

const compiled = new WeakMap<ResourceType, CompiledFilters>();

export function compiledFilters(type: ResourceType): CompiledFilters {
  const known =
    compiled.get(type) ??
    new BoundedMap<string, Compiled>(maxCompiledBytes, (_, text) => text.length * bytesPerCharacter);
  compiled.set(type, known);
  return known;
}

/** @throws ScimError 400 `invalidFilter` */
export function searchOf(
  { type, partition, call }: UserContext,
  text: string | undefined,
  unknownNames: UnknownNames,
): Search {
  if (text === undefined) return { source: scanOf(partition, []), matches: () => true };
  const { plan, matches } = compileFor(type, text, unknownNames);
  return { source: sourceOf(partition, plan, mayShareCards(call.tenant)), matches };
}

/** The filter in `text`, compiled now or before. */
export function compileFor(type: ResourceType, text: string, unknownNames: UnknownNames): Compiled {
  const known = compiledFilters(type);
  const key = `${unknownNames} ${text}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const filter = bindFilter(type, parseFilter(text, secretNames(type)), unknownNames);
  const made = { plan: planOf(filter), matches: compileFilter(filter) };
  known.set(key, made);
  return made;
}

/** Users that are looked at without waiting for a turn: as many as a page has by default. */
const fewUsers = 100;

/**
 * Visits all matches, represented, in the order of their source.
 *
 * @throws ScimError 400 `tooMany` where more users would have to be looked at than one answer has time for, or the filter
 * compares too much.
 */
export async function visitMatches(
  { type, call }: UserContext,
  { source, matches }: Search,
  visit: (resource: JsonObject) => void,
): Promise<void> {
  const work = listWork(call);
  let looked = 0;
  let release = source.scan ? await call.quota.acquireSlot() : undefined;
  try {
    for await (const users of source.all === undefined ? source.read(undefined) : [source.all()]) {
      looked += users.length;
      if (looked > scanLimit) throw scanTooLarge(scanLimit);
      if (looked > fewUsers) release ??= await call.quota.acquireSlot();
      for (const user of users) {
        work.look(user);
        await work.pace();
        const resource = represent(type, user, call.baseUrl);
        if (matches(resource, work.budget)) visit(resource);
      }
    }
  } finally {
    work.charge();
    release?.();
  }
}
