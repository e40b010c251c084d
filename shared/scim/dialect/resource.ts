import type { Attribute, ResourceType } from '../../schema/attributes.ts';
import { isObject, jsonEqual, member, type JsonObject, type JsonValue } from '../json.ts';
import { lastAttribute, resolveName, type AttributePath } from '../path.ts';
import { canonicalValue, givenTwice } from './value.ts';

/**
 * Reads the body of a POST or PUT: canonical names, nothing read-only, nothing unknown. What the client wrote as
 * unassigned is null; `prune` takes that out.
 *
 * The `schemas` of the body are not looked at: Entra does not list the custom extension whose object it sends, and
 * lists the enterprise one without an object. Older forms put an extension's attributes (`department`, `manager`) at
 * the top level; a name that exactly one extension has is taken for that.
 *
 * @throws ScimError 400 `invalidSyntax` where an attribute is given twice with different values.
 */
export function canonicalResource(type: ResourceType, body: JsonObject): JsonObject {
  let resource: JsonObject = {};
  for (const [name, value] of Object.entries(body)) {
    if (name.toLowerCase() === type.schema.toLowerCase() && isObject(value)) {
      resource = merge(type.byName, resource, canonicalResource(type, value));
      continue;
    }
    const path = resolveName(type, name);
    if (path === undefined || path.some((attribute) => attribute.mutability === 'readOnly')) continue;
    resource = merge(type.byName, resource, nest(path, canonicalValue(lastAttribute(path), value)));
  }
  return resource;
}

/** `value` at `path`, as a resource of its own: `{name: {givenName: value}}`. */
function nest(path: AttributePath, value: JsonValue): JsonObject {
  const [first, ...rest] = path;
  const [next, ...others] = rest;
  return { [first.name]: next === undefined ? value : nest([next, ...others], value) };
}

/** The members of both; a member of both is merged where it is an object and must otherwise be equal. */
function merge(byName: ReadonlyMap<string, Attribute>, left: JsonObject, right: JsonObject): JsonObject {
  const merged = new Map(Object.entries(left));
  for (const [name, value] of Object.entries(right)) {
    const present = member(left, name);
    const attribute = byName.get(name.toLowerCase());
    if (present === undefined || present === null || attribute === undefined) merged.set(name, value);
    else if (value === null) continue;
    else if (isObject(present) && isObject(value)) merged.set(name, merge(attribute.byName, present, value));
    else if (!jsonEqual(present, value)) throw givenTwice(attribute);
  }
  return Object.fromEntries(merged);
}
