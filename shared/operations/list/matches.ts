import { ScimError } from '../../http/error.ts';
import { bindFilter, type UnknownNames } from '../../scim/filter/bind.ts';
import { compileFilter, type Predicate } from '../../scim/filter/evaluate.ts';
import { parseFilter } from '../../scim/filter/parse.ts';
import { plan as planOf, type Plan } from '../../scim/filter/plan.ts';
import type { JsonObject } from '../../scim/json.ts';
import { scanLimit } from '../../scim/page.ts';
import { represent, type StoredResource } from '../../scim/represent.ts';
import type { ResourceType } from '../../schema/attributes.ts';
import { mayShareCards, type UserContext } from '../context.ts';
import { chargeFor } from './cost.ts';
import { pacer } from './pace.ts';
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

/** Clients ask the same few filters with other values; those of one cycle are asked again in the next. */
const maxCompiled = 1_000;
const compiled = new WeakMap<ResourceType, Map<string, Compiled>>();

/** @throws ScimError 400 `invalidFilter` */
export function searchOf(
  { type, partition, call }: UserContext,
  text: string | undefined,
  unknownNames: UnknownNames,
): Search {
  if (text === undefined) return { source: scanOf(partition, []), matches: () => true };
  const { plan, matches } = compile(type, text, unknownNames);
  return { source: sourceOf(partition, plan, mayShareCards(call.principal.tenant)), matches };
}

function compile(type: ResourceType, text: string, unknownNames: UnknownNames): Compiled {
  const known = compiled.get(type) ?? new Map<string, Compiled>();
  compiled.set(type, known);
  const key = `${unknownNames} ${text}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const filter = bindFilter(type, parseFilter(text), unknownNames);
  const made = { plan: planOf(filter), matches: compileFilter(filter) };
  if (known.size >= maxCompiled) {
    const [oldest = ''] = known.keys();
    known.delete(oldest);
  }
  known.set(key, made);
  return made;
}

/**
 * Visits all matches, represented, in the order of their source.
 *
 * @throws ScimError 400 `tooMany` where more users would have to be looked at than one answer has time for.
 */
export async function visitMatches(
  { type, call }: UserContext,
  { source, matches }: Search,
  visit: (resource: JsonObject) => void,
): Promise<void> {
  let looked = 0;
  const pace = pacer(call.signal);
  const look = async (users: readonly StoredResource[]) => {
    looked += users.length;
    chargeFor(call, users.length);
    if (looked > scanLimit) throw tooMany();
    for (const user of users) {
      await pace();
      const resource = represent(type, user, call.baseUrl);
      if (matches(resource)) visit(resource);
    }
  };
  if (source.all !== undefined) {
    await look(await source.all());
    return;
  }
  const done = source.scan ? await call.long() : undefined;
  try {
    for await (const users of source.read(undefined)) await look(users);
  } finally {
    done?.();
  }
}

function tooMany(): ScimError {
  return new ScimError(
    400,
    'tooMany',
    `This has to look at every user, and the tenant has more than ${scanLimit}. Let the filter hold an "eq" on id, externalId, userName, emails.value or cardNumber, or page by cursor without sorting.`,
  );
}
