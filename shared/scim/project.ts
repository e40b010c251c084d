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
  attributes: string | null | undefined,
  excludedAttributes: string | null | undefined,
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
function names(list: string | null | undefined): string[] {
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
  // A name that stands there twice says no more than once.
  return [...new Set([...found, name].map((entry) => entry.trim().toLowerCase()))].filter(
    (entry) => entry !== '',
  );
}

/**
 * What `projection` leaves of a resource.
 *
 * @param sent SCIM paths of attributes that the request itself set: of those `returned: request` comes back too
 * (RFC 7643 §7).
 */
export function project(
  type: ResourceType,
  resource: JsonObject,
  { mode, paths }: Projection,
  sent: ReadonlySet<string> = nothingSent,
): JsonObject {
  return projectObject(type.byName, resource, { mode, paths, sent });
}

const nothingSent: ReadonlySet<string> = new Set();

/** What is wanted of the attributes at one level; paths begin there. */
interface Wanted {
  readonly mode: Projection['mode'];
  readonly paths: readonly (readonly Attribute[])[];
  readonly sent: ReadonlySet<string>;
}

function projectObject(
  byName: ReadonlyMap<string, Attribute>,
  object: JsonObject,
  wanted: Wanted,
): JsonObject {
  // In a loop, and into a literal: lists make objects by the thousand, and V8 writes those of fromEntries slowly.
  const kept: Record<string, JsonValue> = {};
  for (const [name, value] of Object.entries(object)) {
    const attribute = byName.get(name.toLowerCase());
    const projected = attribute === undefined ? undefined : projectAttribute(attribute, value, wanted);
    if (projected !== undefined) kept[name] = projected;
  }
  return kept;
}

function projectAttribute(attribute: Attribute, value: JsonValue, wanted: Wanted): JsonValue | undefined {
  const { mode, sent, paths } = wanted;
  if (attribute.returned === 'never') return undefined;
  if (attribute.returned === 'always') return value;
  if (paths.length === 0 && mode === 'without' && attribute.returned === 'default')
    return inside(attribute, value, wanted);
  const here = paths.filter(([first]) => first === attribute).map((path) => path.slice(1));
  const named = here.some((rest) => rest.length === 0);
  if (named)
    return mode === 'only' ? inside(attribute, value, { mode: 'without', paths: [], sent }) : undefined;
  if (here.length > 0) return inside(attribute, value, { mode, paths: here, sent });
  const withheld = attribute.returned === 'request' && !sent.has(attribute.path);
  return mode === 'only' || withheld ? undefined : inside(attribute, value, { mode, paths: [], sent });
}

function inside(attribute: Attribute, value: JsonValue, wanted: Wanted): JsonValue | undefined {
  if (attribute.type !== 'complex') return value;
  const one = (element: JsonValue) =>
    isObject(element) ? projectObject(attribute.byName, element, wanted) : element;
  if (isArray(value)) {
    const elements = value
      .map(one)
      .filter((element) => !isObject(element) || Object.keys(element).length > 0);
    return elements.length === 0 ? undefined : elements;
  }
  const projected = one(value);
  return isObject(projected) && Object.keys(projected).length === 0 ? undefined : projected;
}
