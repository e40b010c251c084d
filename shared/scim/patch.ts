import { invalidValue, ScimError } from '../http/error.ts';
import type { Attribute } from '../schema/attributes.ts';
import type { Operation } from './dialect/operations.ts';
import { prune } from './dialect/value.ts';
import type { BoundFilter } from './filter/bind.ts';
import { isArray, isObject, jsonEqual, member, withMember, type JsonObject, type JsonValue } from './json.ts';
import { pathOf, type Step } from './path.ts';
import { changeElements } from './patchElements.ts';
import { patchBudget } from './work.ts';

/**
 * Applies a PATCH to a resource and returns the new one; `resource` itself stays as it was (RFC 7644 §3.5.2).
 * All operations or none: an operation that can't be applied throws.
 *
 * @throws ScimError 400 `noTarget`, `mutability` or `invalidValue`; 413.
 */
export function applyPatch(
  resource: JsonObject,
  operations: readonly Operation[],
  work = patchBudget(),
): JsonObject {
  return operations.reduce<JsonObject>((current, operation) => {
    work.spend(comparisonsOf(current, operation.target));
    return applyAt(current, operation.target, operation);
  }, resource);
}

/** How many comparisons it takes to choose the elements that a path names. */
function comparisonsOf(resource: JsonObject, steps: readonly Step[]): number {
  let container: JsonValue | undefined = resource;
  for (const { attribute, filter } of steps) {
    container = isObject(container) ? member(container, attribute.name) : undefined;
    if (filter !== undefined) return (isArray(container) ? container.length : 0) * termsOf(filter);
  }
  return 0;
}

function termsOf(filter: BoundFilter): number {
  if (filter.kind === 'not') return termsOf(filter.operand);
  if (filter.kind !== 'and' && filter.kind !== 'or') return 1;
  return filter.operands.reduce((terms, operand) => terms + termsOf(operand), 0);
}

/** Applies `operation` to what the first of `steps` names inside `container`. */
export function applyAt(container: JsonObject, steps: readonly Step[], operation: Operation): JsonObject {
  const [step, ...rest] = steps;
  if (step === undefined) return container;
  const { attribute } = step;
  const old = member(container, attribute.name);
  const changed = attribute.multiValued
    ? changeElements(old, step, rest, operation)
    : rest.length > 0
      ? changeInside(attribute, old, rest, operation)
      : changeValue(attribute, old, operation);
  return jsonEqual(changed, old) ? container : withMember(container, attribute.name, changed);
}

function changeInside(
  attribute: Attribute,
  old: JsonValue | undefined,
  rest: readonly Step[],
  operation: Operation,
): JsonValue | undefined {
  const before = isObject(old) ? old : {};
  const changed = applyAt(before, rest, operation);
  if (Object.keys(changed).length === 0) return undefined;
  return changed !== before && saysNothing(attribute, changed, operation) ? undefined : changed;
}

/** Add and replace mean the same on a singular attribute: make it so. A complex value merges (RFC 7644 §3.5.2.1, .3). */
function changeValue(
  attribute: Attribute,
  old: JsonValue | undefined,
  operation: Operation,
): JsonValue | undefined {
  if (operation.op === 'remove' || operation.value === null) {
    refuseRemoval(attribute, operation);
    return undefined;
  }
  if (attribute.type !== 'complex' || !isObject(operation.value)) return operation.value;
  const given = operation.value;
  // Another manager: the old one's $ref and displayName must not stay.
  const stale = isObject(old) && given.value !== undefined && given.value !== old.value;
  return mergeObject(isObject(old) && !stale ? old : {}, given);
}

/** `old` with the members of `given`, where null removes; undefined where nothing is left. */
export function mergeObject(old: JsonObject, given: JsonObject): JsonObject | undefined {
  const merged = prune({ ...old, ...given });
  return isObject(merged) ? merged : undefined;
}

/** Refuses to leave a required attribute, or one that always has a value, without one. */
export function refuseRemoval(attribute: Attribute, operation: Operation): void {
  if (!attribute.required && attribute.defaultValue === undefined) return;
  const path = pathOf(operation.target);
  if (operation.op === 'remove')
    throw new ScimError(400, 'mutability', `${path} is required and can't be removed.`);
  throw invalidValue(`${path} is required and can't be empty.`);
}

const labels: ReadonlySet<string> = new Set(['type', 'primary', 'display', '$ref']);

/**
 * Whether `operation` has taken so much from a complex value that it says nothing any more: what is left only describes
 * a value that is gone, as `type` and `primary` of an e-mail do. A value to which something was given stays: Entra
 * builds an element up with one operation for each sub-attribute, in any order.
 */
export function saysNothing(attribute: Attribute, value: JsonObject, operation: Operation): boolean {
  const taken = operation.op === 'remove' || operation.value === null;
  // Where an attribute has nothing but such sub-attributes, they are what it says.
  const describes = attribute.subAttributes.some(({ name }) => !labels.has(name));
  return taken && describes && !attribute.extension && Object.keys(value).every((name) => labels.has(name));
}
