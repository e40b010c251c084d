import fc from 'fast-check';
import { ScimError } from '../../shared/scim/error.ts';
import type { Attribute, ResourceType } from '../../shared/scim/schema/attributes.ts';
import type { Operation } from '../../shared/scim/dialect/operations.ts';
import { isObject, jsonEqual, type JsonObject } from '../../shared/scim/json.ts';
import { createdResource } from '../../shared/scim/user.ts';
import { patchesOf, userBody } from './patchArbitraries.ts';
import { badgeUser, user } from './types.ts';
import { applyPatch, patchedResource, patchOperations } from './patching.ts';

// A PATCH that was accepted and is sent again is accepted again, and leaves the same resource (and so version and
// lastModified, which change with it alone).

/** A user and the operations of a PATCH for it. */
interface Patch {
  readonly type: ResourceType;
  readonly before: JsonObject;
  readonly operations: readonly JsonObject[];
}

const rulesOf = (type: ResourceType) => ({ type, policies: new Map<string, never>() });

const read = ({ type, operations }: Patch) => patchOperations(type, 'id', { Operations: operations });

/** The resource that a PATCH makes of `resource`; undefined where it is refused. */
function patched(patch: Patch, resource: JsonObject): JsonObject | undefined {
  return unlessRefused(() => patchedResource(rulesOf(patch.type), resource, read(patch)));
}

function unlessRefused<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof ScimError && error.status < 500) return undefined;
    throw error;
  }
}

/** Whether `operation` has been done on `resource`: once more changes nothing. */
function isDone(operation: Operation, resource: JsonObject): boolean {
  const once = unlessRefused(() => applyPatch(resource, [operation]));
  return once !== undefined && jsonEqual(once, resource);
}

const attributeOf = ({ target }: Operation) =>
  (target[0].attribute.extension ? target.slice(0, 2) : target.slice(0, 1)).at(-1)?.attribute;

/**
 * The exceptions, `undone`:
 * - Of two operations of one PATCH on the same multi-valued attribute, the later one undoes the earlier one (it takes what
 *   that gave, gives what that took, or changes the elements that its filter chooses). Or both say by `$ref` alone whom a
 *   manager is, and not the same person: the first takes the other one's id away.
 * - An operation makes the element that its filter chooses equal to another one, and the two become one, which the filter
 *   may not choose: `emails[primary ne true].type`.
 *
 * Sent again, the operation has something to do again, or finds nothing to do it to. RFC 7644 §3.5.2 has operations applied
 * in order, each to what the one before has made, so that they can't be put together otherwise. It is an exception only
 * where all that is wrong disappears without these operations, or the others need what these made.
 */
function isUndone(patch: Patch): boolean {
  let operations = read(patch);
  for (;;) {
    const once = unlessRefused(() => applyPatch(patch.before, operations));
    if (once === undefined) return true;
    const twice = unlessRefused(() => applyPatch(once, operations));
    if (twice !== undefined && jsonEqual(once, twice)) return operations.length < read(patch).length;
    const undone = undoneOf(patch.before, operations);
    if (undone === undefined) return false;
    operations = operations.filter((operation) => operation !== undone);
  }
}

function elementsAt(resource: JsonObject, operation: Operation): number {
  const { attribute } = operation.target[0];
  const extension = attribute.extension ? resource[attribute.name] : resource;
  const elements = isObject(extension) ? extension[attributeOf(operation)?.name ?? ''] : undefined;
  return Array.isArray(elements) ? elements.length : 0;
}

/** Whether it gives a value to the elements that its filter chooses, and so may make one equal to another. */
const changesChosen = ({ op, target, value }: Operation) =>
  op !== 'remove' && value !== null && target.some(({ filter }) => filter !== undefined);

const isUri = ({ name }: Attribute) => name === '$ref';

function undoneOf(before: JsonObject, operations: readonly Operation[]): Operation | undefined {
  let state = before;
  const done: Operation[] = [];
  for (const operation of operations) {
    const next = applyPatch(state, [operation]);
    const attribute = attributeOf(operation);
    // Another single value is what the last operation makes it.
    const undoable = attribute?.multiValued === true || attribute?.subAttributes.some(isUri) === true;
    const others = done.filter((each) => undoable && attributeOf(each) === attribute);
    const undone = others.find((each) => isDone(each, state) && !isDone(each, next));
    if (undone !== undefined) return undone;
    if (changesChosen(operation) && elementsAt(next, operation) < elementsAt(state, operation))
      return operation;
    done.push(operation);
    state = next;
  }
  return undefined;
}

type Outcome = 'refused' | 'unchanged' | 'changed' | 'undone' | 'differs';

export function outcomeOf(patch: Patch): Outcome {
  const once = patched(patch, patch.before);
  if (once === undefined) return 'refused';
  const twice = patched(patch, once);
  if (twice !== undefined && jsonEqual(once, twice))
    return jsonEqual(once, patch.before) ? 'unchanged' : 'changed';
  return isUndone(patch) ? 'undone' : 'differs';
}

const anyPatch: fc.Arbitrary<Patch> = fc.oneof(
  ...[user, badgeUser].map((type) =>
    fc
      .record({ body: userBody(type), operations: patchesOf(type) })
      .map(({ body, operations }) => {
        const before = unlessRefused(() => createdResource(rulesOf(type), body));
        return before === undefined ? undefined : { type, before, operations };
      })
      .filter((patch) => patch !== undefined),
  ),
);

export interface Counts extends Readonly<Record<Outcome, number>> {
  readonly generated: number;
  readonly accepted: number;
  /** The first PATCH that differs, as small as it can be. */
  readonly counterexample?: string;
}

/** Sends random PATCHes twice, until `wanted` of them were accepted or one differs. */
export function repeatPatches(wanted: number, seed: number): Counts {
  const counts = { refused: 0, unchanged: 0, changed: 0, undone: 0, differs: 0, generated: 0, accepted: 0 };
  for (let chunk = 0; counts.accepted < wanted; chunk += 1) {
    const property = fc.property(anyPatch, (patch) => {
      const outcome = outcomeOf(patch);
      counts[outcome] += 1;
      counts.generated += 1;
      if (outcome !== 'refused') counts.accepted += 1;
      return outcome !== 'differs';
    });
    const { counterexample } = fc.check(property, { seed: seed + chunk, numRuns: 500 });
    if (counterexample !== null) {
      const [{ before, operations }] = counterexample;
      return { ...counts, counterexample: JSON.stringify({ before, operations }) };
    }
  }
  return counts;
}
