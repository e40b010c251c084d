import type { Attribute } from './schema/attributes.ts';
import type { Operation } from './dialect/operations.ts';
import { isObject, jsonEqual, member, withMember, type JsonObject, type JsonValue } from './json.ts';
import type { Step } from './filter/ast.ts';
import { changeElements } from './patchElements.ts';
import { mergeObject, refuseRemoval, saysNothing, takes, PatchWork } from './patchStep.ts';
import type { WorkBudget } from './bounds.ts';

/**
 * Applies a PATCH to a resource and returns the new one; `resource` itself stays as it was (RFC 7644 §3.5.2). All
 * operations or none: an operation that can't be applied throws. Each operation is a step: between two of them other
 * requests can have their turn.
 *
 * @throws ScimError 400 `noTarget`, `mutability` or `invalidValue`; 413.
 */
export function* applyPatch(
  resource: JsonObject,
  operations: readonly Operation[],
  budget?: WorkBudget,
): Generator<undefined, JsonObject> {
  const work = new PatchWork(budget);
  let current = resource;
  for (const operation of operations) {
    work.begin(operation.value);
    current = applyAt(current, operation.target, operation, work);
    yield;
  }
  return current;
}

/** Applies `operation` to what the first of `steps` names inside `container`. */
function applyAt(
  container: JsonObject,
  steps: readonly Step[],
  operation: Operation,
  work: PatchWork,
): JsonObject {
  const [step, ...rest] = steps;
  if (step === undefined) return container;
  const { attribute } = step;
  const old = member(container, attribute.name);
  const changed = attribute.multiValued
    ? changeElements(old, step, rest, operation, work, applyAt)
    : rest.length > 0
      ? changeInside(attribute, old, rest, operation, work)
      : changeValue(attribute, old, operation);
  return jsonEqual(changed, old) ? container : withMember(container, attribute.name, changed);
}

function changeInside(
  attribute: Attribute,
  old: JsonValue | undefined,
  rest: readonly Step[],
  operation: Operation,
  work: PatchWork,
): JsonValue | undefined {
  const before = isObject(old) ? old : {};
  const changed = applyAt(before, rest, operation, work);
  if (Object.keys(changed).length === 0) return undefined;
  return changed !== before && saysNothing(attribute, changed, operation) ? undefined : changed;
}

/** Add and replace mean the same on a singular attribute: make it so. A complex value merges (RFC 7644 §3.5.2.1, .3). */
function changeValue(
  attribute: Attribute,
  old: JsonValue | undefined,
  operation: Operation,
): JsonValue | undefined {
  if (takes(operation)) {
    refuseRemoval(attribute, operation);
    return undefined;
  }
  if (attribute.type !== 'complex' || !isObject(operation.value)) return operation.value;
  const given = operation.value;
  return mergeObject(isObject(old) && meansTheSame(old, given) ? old : {}, given);
}

/**
 * Whether a reference (RFC 7643 §2.4: `value` is the id of a resource, `$ref` its URI) that is given in part still
 * means the resource that the old one means. A new manager replaces the old one's value, $ref and displayName. A new
 * $ref alone says whom it means: nothing that was not sent is made up, but an id that it ends with may stay.
 */
function meansTheSame(old: JsonObject, given: JsonObject): boolean {
  if (isGiven(given.value)) return given.value === old.value || leadsTo(old.$ref, given.value);
  return !isGiven(given.$ref) || given.$ref === old.$ref || leadsTo(given.$ref, old.value);
}

function isGiven(value: JsonValue | undefined): value is JsonValue {
  return value !== undefined && value !== null;
}

function leadsTo(uri: JsonValue | undefined, id: JsonValue | undefined): boolean {
  return typeof uri === 'string' && typeof id === 'string' && uri.endsWith(`/${encodeURIComponent(id)}`);
}
