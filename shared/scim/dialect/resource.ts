import type { ResourceType } from '../schema/attributes.ts';
import { attributesTooLarge } from '../errors/user.ts';
import { isObject, type JsonObject, type JsonValue } from '../json.ts';
import { maxSentSize, sizeOf } from '../bounds.ts';
import { lastAttribute, resolveName, type AttributePath } from '../path.ts';
import { mergedMembers, canonicalValue } from './value.ts';

/**
 * Reads the body of a POST or PUT: canonical names, nothing read-only, nothing unknown. What the client wrote as
 * unassigned is null; `prune` takes that out.
 *
 * The `schemas` of the body are not looked at: Entra does not list the custom extension whose object it sends, and
 * lists the enterprise one without an object. Older forms put an extension's attributes (`department`, `manager`) at
 * the top level; a name that exactly one extension has is taken for that.
 *
 * @throws ScimError 400 `invalidSyntax` if an attribute is given twice with different values, 413 if no user could hold it.
 */
export function canonicalResource(type: ResourceType, body: JsonObject): JsonObject {
  let resource: JsonObject = {};
  let size = 0;
  for (const [name, value] of Object.entries(body)) {
    if (name.toLowerCase() === type.schema.toLowerCase() && isObject(value)) {
      resource = mergedMembers(type.byName, resource, canonicalResource(type, value));
      continue;
    }
    const path = resolveName(type, name);
    if (path === undefined || path.some((attribute) => attribute.mutability === 'readOnly')) continue;
    // Rows of their own have room for as many as a body has.
    if (path[0].relation === undefined) size += sizeOf(value);
    if (size > maxSentSize) throw attributesTooLarge(type.name, maxSentSize);
    resource = mergedMembers(type.byName, resource, nest(path, canonicalValue(lastAttribute(path), value)));
  }
  return resource;
}

/** `value` at `path`, as a resource of its own: `{name: {givenName: value}}`. */
function nest(path: AttributePath, value: JsonValue): JsonObject {
  const [first, ...rest] = path;
  const [next, ...others] = rest;
  return { [first.name]: next === undefined ? value : nest([next, ...others], value) };
}
