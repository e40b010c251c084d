/** What a body says of one attribute under several names: in another case, under its URN, dotted, inside its object. */
import { attributeRepeated } from '../errors/user.ts';
import type { Attribute } from '../schema/attributes.ts';
import { isObject, jsonEqual, member, type JsonObject, type JsonValue } from '../json.ts';

/** The members of both. `byName` are the attributes that can be members. */
export function mergedMembers(
  byName: ReadonlyMap<string, Attribute>,
  left: JsonObject,
  right: JsonObject,
): JsonObject {
  const merged = new Map(Object.entries(left));
  for (const [name, value] of Object.entries(right)) {
    const present = member(left, name);
    const attribute = byName.get(name.toLowerCase());
    const both = present !== undefined && attribute !== undefined;
    merged.set(name, both ? mergedValue(attribute, present, value) : value);
  }
  return Object.fromEntries(merged);
}

/**
 * Two values of one attribute. Objects are merged, and what is unassigned under one name is what it is under the other.
 *
 * @throws ScimError 400 `invalidSyntax` where they differ.
 */
export function mergedValue(attribute: Attribute, left: JsonValue, right: JsonValue): JsonValue {
  if (left === null) return right;
  if (right === null || jsonEqual(left, right)) return left;
  if (isObject(left) && isObject(right)) return mergedMembers(attribute.byName, left, right);
  throw attributeRepeated(attribute.path);
}
