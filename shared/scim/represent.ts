import { secretPaths, type ResourceType } from './schema/attributes.ts';
import { isArray, isObject, type JsonObject, type JsonValue } from './json.ts';
import { valueAt, withValueAt } from './path.ts';

/** A resource as the store keeps it: its attributes, and apart from them what the service provider records. */
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

/** What holds nothing is unassigned (RFC 7643 §2.5), whatever a row says of it. */
function holdsNothing(value: JsonValue): boolean {
  if (isArray(value)) return value.length === 0;
  return value === null || (isObject(value) && Object.keys(value).length === 0);
}

export function locationOf(type: ResourceType, id: string, baseUrl: string): string {
  return `${baseUrl}${type.endpoint}/${encodeURIComponent(id)}`;
}
