import type { JsonObject } from './json.ts';
import { arrayOr, isObject, objectOr } from './json.ts';

export const coreUser = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const enterpriseUser = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const uniflowUser = 'urn:ietf:params:scim:schemas:extension:uniFLOWOnline:2.0:User';

/** A target attribute of the mapping: its name on the wire and its place in a resource. */
export interface Target {
  /** As the mapping page shows it and a PATCH sends it. */
  readonly path: string;
  /** Short, for tables. */
  readonly label: string;
  /** The keys that lead to the value, from the outside in. */
  readonly keys: readonly string[];
  /** For a value path: the first key is an array, and this is what its element holds besides the value. */
  readonly element?: JsonObject;
}

/** A core attribute, or with a dot a part of a complex one. */
export function core(path: string): Target {
  return { path, label: path, keys: path.split('.') };
}

/** One part of the element of a given type in a multi-valued attribute. */
export function element(attribute: string, type: string, part: string, more: JsonObject = {}): Target {
  return {
    path: `${attribute}[type eq "${type}"].${part}`,
    label: part === 'value' ? `${attribute}.${type}` : `${attribute}.${type}.${part}`,
    keys: [attribute, part],
    element: { ...more, type },
  };
}

/** An attribute of a schema extension; a complex one is addressed as a whole and read at `inner`. */
export function extension(urn: string, attribute: string, ...inner: readonly string[]): Target {
  return { path: `${urn}:${attribute}`, label: attribute, keys: [urn, attribute, ...inner] };
}

function down(value: unknown, keys: readonly string[]): unknown {
  return keys.reduce((at, key) => (isObject(at) ? at[key] : undefined), value);
}

/** What a resource holds at the target; `undefined` where it holds nothing. */
export function readTarget(resource: JsonObject, target: Target): unknown {
  const [first = '', ...rest] = target.keys;
  const at = resource[first];
  if (target.element === undefined) return down(at, rest) ?? undefined;
  const found = arrayOr(at).find((item) => isObject(item) && item.type === target.element?.type);
  return down(found, rest) ?? undefined;
}

function put(node: JsonObject, keys: readonly string[], value: unknown): JsonObject {
  const [key = '', ...rest] = keys;
  return { ...node, [key]: rest.length === 0 ? value : put(objectOr(node[key]), rest, value) };
}

/** The resource with the value at the target, in the form of a create: an element that is missing is appended. */
export function writeTarget(resource: JsonObject, target: Target, value: unknown): JsonObject {
  const fresh = target.element;
  if (fresh === undefined) return put(resource, target.keys, value);
  const [first = '', ...rest] = target.keys;
  const items = arrayOr(resource[first]).map((item) => objectOr(item));
  const known = items.some((item) => item.type === fresh.type);
  const all = known ? items : [...items, fresh];
  return {
    ...resource,
    [first]: all.map((item) => (item.type === fresh.type ? put(item, rest, value) : item)),
  };
}
