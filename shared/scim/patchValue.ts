import type { Operation } from './dialect/operations.ts';
import { prune } from './dialect/value.ts';
import { attributeAlwaysSet, attributeNotRemovable } from './errors/patch.ts';
import { attributeEmpty } from './errors/user.ts';
import { isObject, type JsonObject } from './json.ts';
import { pathOf } from './path.ts';
import type { Attribute } from './schema/attributes.ts';

/** `old` with the members of `given`, where null removes; undefined where nothing is left. */
export function mergeObject(old: JsonObject, given: JsonObject): JsonObject | undefined {
  const merged = prune({ ...old, ...given });
  return isObject(merged) ? merged : undefined;
}

/** Whether an operation takes something away, and gives nothing. */
export function takes({ op, value }: Operation): boolean {
  return op === 'remove' || value === null;
}

/** Refuses to leave a required attribute, or one that always has a value, without one. */
export function refuseRemoval(attribute: Attribute, operation: Operation): void {
  if (!attribute.required && attribute.defaultValue === undefined) return;
  const path = pathOf(operation.target);
  if (operation.op === 'remove' && attribute.defaultValue !== undefined) {
    const [other, switched] = attribute.defaultValue ? ['false', 'off'] : ['true', 'on'];
    throw attributeAlwaysSet(path, other, switched);
  }
  if (operation.op === 'remove') throw attributeNotRemovable(path);
  throw attributeEmpty(path);
}

const labels: ReadonlySet<string> = new Set(['type', 'primary', 'display', '$ref']);

/**
 * Whether `operation` has taken so much from a complex value that it says nothing any more: what is left only describes
 * a value that is gone, as `type` and `primary` of an e-mail do. A value to which something was given stays: Entra
 * builds an element up with one operation for each sub-attribute, in any order.
 */
export function saysNothing(attribute: Attribute, value: JsonObject, operation: Operation): boolean {
  // Where an attribute has nothing but such sub-attributes, they are what it says.
  const describes = attribute.subAttributes.some(({ name }) => !labels.has(name));
  return (
    takes(operation) &&
    describes &&
    !attribute.extension &&
    Object.keys(value).every((name) => labels.has(name))
  );
}
