import { secretPaths, type ResourceType, secretNames, type Attribute } from './schema/attributes.ts';
import { isArray, isObject, type JsonObject, type JsonValue } from './json.ts';
import { valueAt, withValueAt, resolveName, type AttributePath } from './path.ts';
import { projectionConflict, projectionTooLong, projectionTooMany } from './errors/list.ts';
import { parsePath } from './filter/parse.ts';

/** A resource as the store keeps it: its attributes, and the service provider's own records. */
export interface StoredResource {
  readonly id: string;
  /** The entity tag without `W/` and quotes; the same on every path by which the resource is read. */
  readonly version: string;
  /** RFC 3339, UTC, milliseconds. */
  readonly created: string;
  readonly lastModified: string;
  /** Whether its card was stored as one that others may have too, which the tenant decides. */
  readonly cardShared?: boolean;
  /** Whether its name was stored as one that other groups may have too, which the tenant decides. */
  readonly nameShared?: boolean;
  /** Whether it is, or was, a member of a group: its memberships have to be looked for. */
  readonly grouped?: boolean;
  /** Readable attributes as sent, secrets sealed. */
  readonly attributes: JsonObject;
}

/** `meta.version` and the `ETag` header (RFC 7644 §3.14): weak, because projections differ in their bytes. */
export function entityTag(version: string): string {
  return `W/"${version}"`;
}

/**
 * The resource as a client sees it, whole, without its secrets.
 *
 * @param baseUrl the tenant's SCIM base URL, without a slash at its end.
 * @param related the values of its relations, which its document does not hold.
 */
export function represent(
  type: ResourceType,
  stored: StoredResource,
  baseUrl: string,
  related?: JsonObject,
): JsonObject {
  const attributes = secretPaths(type).reduce(
    (all, path) => (valueAt(all, path) === undefined ? all : withValueAt(all, path, undefined)),
    stored.attributes,
  );
  // In a loop, and into a literal: lists make these by the thousand, and V8 writes those of fromEntries slowly.
  const ordered: Record<string, JsonValue> = {};
  for (const { name } of type.attributes) {
    const value = attributes[name] ?? related?.[name];
    if (value !== undefined && !holdsNothing(value)) ordered[name] = value;
  }
  // Those that are used in this very answer (RFC 7643 §3).
  const inUse = type.extensions.filter((extension) => Object.hasOwn(ordered, extension.name));
  return {
    schemas: [type.schema, ...inUse.map((extension) => extension.name)],
    id: stored.id,
    ...ordered,
    meta: {
      resourceType: type.name,
      created: stored.created,
      lastModified: stored.lastModified,
      location: locationOf(type, stored.id, baseUrl),
      version: entityTag(stored.version),
    },
  };
}

/** An empty value is unassigned (RFC 7643 §2.5). */
function holdsNothing(value: JsonValue): boolean {
  if (isArray(value)) return value.length === 0;
  return value === null || (isObject(value) && Object.keys(value).length === 0);
}

export function locationOf(type: ResourceType, id: string, baseUrl: string): string {
  return `${baseUrl}${type.endpoint}/${encodeURIComponent(id)}`;
}

/** Which attributes a client wants (RFC 7644 §3.9). */
export interface Projection {
  readonly mode: 'only' | 'without';
  readonly named: Named;
}

/**
 * The attributes that a projection names, each with those that it names inside; 'whole' if it names the attribute
 * itself. So an attribute of a resource is looked up once, however many paths there are.
 */
type Named = ReadonlyMap<Attribute, Named | 'whole'>;

const nothing: Named = new Map();

/** All that is returned by default. */
export const everything: Projection = { mode: 'without', named: nothing };

/** Paths that a projection may name, and their characters: a user has some hundred attributes. */
const maxNames = 1_000;
const maxLength = 65_536;

/**
 * Reads `attributes` and `excludedAttributes`: lists of paths, separated by commas. A value path selects its attribute.
 * Unknown names select nothing.
 *
 * @throws ScimError 400 `invalidValue` if both are given or one is too long, `invalidPath` if one is no path.
 */
export function readProjection(
  type: ResourceType,
  attributes: string | null | undefined,
  excludedAttributes: string | null | undefined,
): Projection {
  const only = names('attributes', attributes);
  const without = names('excludedAttributes', excludedAttributes);
  if (only.length > 0 && without.length > 0) {
    throw projectionConflict();
  }
  const given = only.length > 0 ? only : without;
  let length = 0;
  const paths = given.flatMap((name) => {
    const named = pathsNamed(type, name);
    length += name.length;
    if (length > maxLength) throw projectionTooLong(maxLength);
    return named;
  });
  return { mode: only.length > 0 ? 'only' : 'without', named: namedBy(paths) };
}

/** The path that a name means; none if there is no such attribute. */
function pathsNamed(type: ResourceType, text: string): readonly AttributePath[] {
  const { name, subAttribute } = parsePath(text, secretNames(type));
  const path = resolveName(type, subAttribute === undefined ? name : `${name}.${subAttribute}`);
  return path === undefined ? [] : [path];
}

/** An attribute is in it once, however often it is named. */
function namedBy(paths: readonly (readonly Attribute[])[]): Named {
  const insides = new Map<Attribute, (readonly Attribute[])[]>();
  for (const [first, ...rest] of paths) {
    if (first === undefined) continue;
    const known = insides.get(first);
    if (known === undefined) insides.set(first, [rest]);
    else known.push(rest);
  }
  return new Map(
    [...insides].map(([attribute, rests]) => [
      attribute,
      rests.some((rest) => rest.length === 0) ? 'whole' : namedBy(rests),
    ]),
  );
}

/** Whether any value of an attribute that is returned by default is wanted: if not, it need not be read. */
export function wants({ mode, named }: Projection, attribute: Attribute): boolean {
  const here = named.get(attribute);
  return mode === 'only' ? here !== undefined : here !== 'whole';
}

/** Splits at commas outside of brackets and quotes: a value path may hold either. */
function names(parameter: string, list: string | null | undefined): readonly string[] {
  const text = list ?? '';
  const found: string[] = [];
  let start = 0;
  let quoted = false;
  let escaped = false;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"' && !escaped) quoted = !quoted;
    escaped = quoted && character === '\\' && !escaped;
    if (!quoted && character === '[') depth += 1;
    if (!quoted && character === ']') depth -= 1;
    if (character === ',' && !quoted && depth === 0) {
      found.push(text.slice(start, at));
      start = at + 1;
    }
  }
  // A repeated name adds nothing.
  const trimmed = [...found, text.slice(start)].map((name) => name.trim().toLowerCase());
  const distinct = [...new Set(trimmed)].filter((name) => name !== '');
  if (distinct.length > maxNames) throw projectionTooMany(parameter, distinct.length, maxNames);
  return distinct;
}

/**
 * The part of a resource that `projection` selects.
 *
 * @param sent SCIM paths of attributes that the request itself set: those with `returned: request` are returned too
 * (RFC 7643 §7).
 */
export function project(
  type: ResourceType,
  resource: JsonObject,
  { mode, named }: Projection,
  sent: ReadonlySet<string> = nothingSent,
): JsonObject {
  return projectObject(type.byName, resource, { mode, named, sent });
}

const nothingSent: ReadonlySet<string> = new Set();

/** What is wanted of the attributes at one level. */
interface Wanted extends Projection {
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
  const { mode, sent, named } = wanted;
  if (attribute.returned === 'never') return undefined;
  if (attribute.returned === 'always') return value;
  if (named.size === 0 && mode === 'without' && attribute.returned === 'default')
    return inside(attribute, value, wanted);
  const here = named.get(attribute);
  if (here === 'whole')
    return mode === 'only' ? inside(attribute, value, { mode: 'without', named: nothing, sent }) : undefined;
  if (here !== undefined) return inside(attribute, value, { mode, named: here, sent });
  const withheld = attribute.returned === 'request' && !sent.has(attribute.path);
  return mode === 'only' || withheld ? undefined : inside(attribute, value, { mode, named: nothing, sent });
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
