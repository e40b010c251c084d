import type { Attribute, ResourceType } from './schema/attributes.ts';
import type { Step, Target } from './filter/ast.ts';
import { isObject, member, withMember, type JsonObject, type JsonValue } from './json.ts';

/** Where to look names up: a resource type, or a complex attribute inside a value filter. */
export type NameScope = ResourceType | Attribute;

/** The attributes along a path. */
export type AttributePath = readonly [Attribute, ...Attribute[]];

/** The last attribute of a path: the one that it names. */
export function lastAttribute(path: AttributePath): Attribute {
  return path.at(-1) ?? path[0];
}

export function lastStep(target: Target): Step {
  return target.at(-1) ?? target[0];
}

/** The SCIM path of what `target` names, for messages. */
export function pathOf(target: Target): string {
  return lastStep(target).attribute.path;
}

function isResourceType(scope: NameScope): scope is ResourceType {
  return 'schemaUrns' in scope;
}

/**
 * Looks an attribute name up: `userName`, `name.givenName`, `urn:…:User:department`, names without regard to case.
 * An unqualified name that no core attribute has and exactly one extension has is that extension's.
 *
 * @returns the attributes along the path, or undefined if there is no such attribute.
 */
export function resolveName(scope: NameScope, name: string): AttributePath | undefined {
  if (!isResourceType(scope)) return resolveDotted(scope, name, []);
  const lower = name.toLowerCase();
  if (!lower.includes(':') && !knownNames(scope).has(beforeDot(lower))) return undefined;
  for (const urn of scope.schemaUrns) {
    const urnLower = urn.toLowerCase();
    if (!lower.startsWith(urnLower)) continue;
    const extension = scope.byName.get(urnLower);
    if (lower.length === urnLower.length) return extension === undefined ? undefined : [extension];
    const separator = name.charAt(urn.length);
    // RFC 7644 §3.10 has `:` behind the URN; some clients write `.` as for any other sub-attribute.
    if (separator !== ':' && separator !== '.') continue;
    const rest = name.slice(urn.length + 1);
    return extension === undefined
      ? resolveDotted(scope, rest, [])
      : resolveDotted(extension, rest, [extension]);
  }
  return resolveDotted(scope, name, []) ?? resolveInExtensions(scope, name);
}

const known = new WeakMap<ResourceType, ReadonlySet<string>>();

/** What an unqualified name can begin with, in lower case: a body may hold tens of thousands of names that are unknown. */
function knownNames(type: ResourceType): ReadonlySet<string> {
  const names =
    known.get(type) ?? new Set([type, ...type.extensions].flatMap(({ byName }) => [...byName.keys()]));
  known.set(type, names);
  return names;
}

function beforeDot(name: string): string {
  const at = name.indexOf('.');
  return at < 0 ? name : name.slice(0, at);
}

function resolveInExtensions(type: ResourceType, name: string): AttributePath | undefined {
  const found = type.extensions
    .map((extension) => resolveDotted(extension, name, [extension]))
    .filter((path) => path !== undefined);
  return found.length === 1 ? found[0] : undefined;
}

function resolveDotted(
  scope: Pick<Attribute, 'byName'>,
  name: string,
  before: readonly Attribute[],
): AttributePath | undefined {
  const [first = '', ...rest] = name.split('.');
  const attribute = scope.byName.get(first.toLowerCase());
  if (attribute === undefined || rest.length > 1) return undefined;
  const [start, ...middle] = [...before, attribute];
  if (rest[0] === undefined) return [start, ...middle];
  const subAttribute = attribute.byName.get(rest[0].toLowerCase());
  return subAttribute === undefined ? undefined : [start, ...middle, subAttribute];
}

/** The value at a path of singular attributes. */
export function valueAt(resource: JsonObject, path: AttributePath): JsonValue | undefined {
  return path.reduce<JsonValue | undefined>(
    (value, attribute) => (isObject(value) ? member(value, attribute.name) : undefined),
    resource,
  );
}

/**
 * `resource` with `value` at a path of singular attributes; undefined removes it, and the parents it leaves empty.
 * A parent of a wrong type stays as it is: the schema's validator names it.
 */
export function withValueAt(
  resource: JsonObject,
  path: AttributePath,
  value: JsonValue | undefined,
): JsonObject {
  const [first, next, ...others] = path;
  if (next === undefined) return withMember(resource, first.name, value);
  const inner = member(resource, first.name);
  if (inner !== undefined && inner !== null && !isObject(inner)) return resource;
  const changed = withValueAt(isObject(inner) ? inner : {}, [next, ...others], value);
  return withMember(resource, first.name, Object.keys(changed).length === 0 ? undefined : changed);
}
