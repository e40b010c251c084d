import { invalidValue } from '../http/error.ts';
import type { Attribute, ResourceType } from '../schema/attributes.ts';
import { isArray, isObject, type JsonObject, type JsonValue } from './json.ts';
import { parsePath } from './filter/parse.ts';
import { resolveName, type AttributePath } from './path.ts';

/** Which attributes a client wants (RFC 7644 §3.9). */
export interface Projection {
  readonly mode: 'only' | 'without';
  readonly paths: readonly AttributePath[];
}

/** All that is returned by default. */
export const everything: Projection = { mode: 'without', paths: [] };

/**
 * Reads `attributes` and `excludedAttributes`: lists of paths, separated by commas. A value path selects its attribute.
 * Unknown names select nothing.
 *
 * @throws ScimError 400 `invalidValue` where both are given, `invalidPath` where one is no path.
 */
export function readProjection(
  type: ResourceType,
  attributes: string | null,
  excludedAttributes: string | null,
): Projection {
  const only = names(attributes);
  const without = names(excludedAttributes);
  if (only.length > 0 && without.length > 0) {
    throw invalidValue(
      'attributes and excludedAttributes exclude each other (RFC 7644 §3.9); send one of them.',
    );
  }
  const resolve = (name: string) => {
    const node = parsePath(name);
    return (
      resolveName(type, node.subAttribute === undefined ? node.name : `${node.name}.${node.subAttribute}`) ??
      []
    );
  };
  const given = only.length > 0 ? only : without;
  const paths = given
    .map(resolve)
    .flatMap(([first, ...rest]) => (first === undefined ? [] : [[first, ...rest] as const]));
  return { mode: only.length > 0 ? 'only' : 'without', paths };
}

/** Splits at commas outside of brackets and quotes: a value path may hold either. */
function names(list: string | null): string[] {
  const found: string[] = [];
  let name = '';
  let quoted = false;
  let escaped = false;
  let depth = 0;
  for (const character of list ?? '') {
    if (character === '"' && !escaped) quoted = !quoted;
    escaped = quoted && character === '\\' && !escaped;
    if (!quoted && character === '[') depth += 1;
    if (!quoted && character === ']') depth -= 1;
    if (character === ',' && !quoted && depth === 0) {
      found.push(name);
      name = '';
    } else name += character;
  }
  return [...found, name].map((entry) => entry.trim()).filter((entry) => entry !== '');
}

/** What `projection` leaves of a resource. */
export function project(type: ResourceType, resource: JsonObject, projection: Projection): JsonObject {
  return projectObject(type.attributes, resource, projection.mode, projection.paths);
}

function projectObject(
  attributes: readonly Attribute[],
  object: JsonObject,
  mode: Projection['mode'],
  paths: readonly (readonly Attribute[])[],
): JsonObject {
  const byName = new Map(attributes.map((attribute) => [attribute.name, attribute]));
  const kept = Object.entries(object).flatMap(([name, value]) => {
    const attribute = byName.get(name);
    const projected = attribute === undefined ? undefined : projectAttribute(attribute, value, mode, paths);
    return projected === undefined ? [] : [[name, projected] as const];
  });
  return Object.fromEntries(kept);
}

function projectAttribute(
  attribute: Attribute,
  value: JsonValue,
  mode: Projection['mode'],
  paths: readonly (readonly Attribute[])[],
): JsonValue | undefined {
  if (attribute.returned === 'never') return undefined;
  if (attribute.returned === 'always') return value;
  const here = paths.filter(([first]) => first === attribute).map((path) => path.slice(1));
  const named = here.some((rest) => rest.length === 0);
  if (named) return mode === 'only' ? inside(attribute, value, 'without', []) : undefined;
  if (here.length > 0) return inside(attribute, value, mode, here);
  return mode === 'only' || attribute.returned === 'request' ? undefined : inside(attribute, value, mode, []);
}

function inside(
  attribute: Attribute,
  value: JsonValue,
  mode: Projection['mode'],
  paths: readonly (readonly Attribute[])[],
): JsonValue | undefined {
  if (attribute.type !== 'complex') return value;
  const one = (element: JsonValue) =>
    isObject(element) ? projectObject(attribute.subAttributes, element, mode, paths) : element;
  if (isArray(value)) {
    const elements = value
      .map(one)
      .filter((element) => !isObject(element) || Object.keys(element).length > 0);
    return elements.length === 0 ? undefined : elements;
  }
  const projected = one(value);
  return isObject(projected) && Object.keys(projected).length === 0 ? undefined : projected;
}
