import { secretPaths, type ResourceType } from '../schema/attributes.ts';
import type { JsonObject, JsonValue } from './json.ts';
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
 */
export function represent(type: ResourceType, stored: StoredResource, baseUrl: string): JsonObject {
  const attributes = secretPaths(type).reduce(
    (all, path) => (valueAt(all, path) === undefined ? all : withValueAt(all, path, undefined)),
    stored.attributes,
  );
  const inUse = type.extensions.filter((extension) => Object.hasOwn(attributes, extension.name));
  // In a loop, and into a literal: lists make these by the thousand, and V8 writes those of fromEntries slowly.
  const ordered: Record<string, JsonValue> = {};
  for (const { name } of type.attributes) {
    const value = attributes[name];
    if (value !== undefined) ordered[name] = value;
  }
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

export function locationOf(type: ResourceType, id: string, baseUrl: string): string {
  return `${baseUrl}${type.endpoint}/${encodeURIComponent(id)}`;
}
