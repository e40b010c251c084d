/** An entity as Azurite's handlers use it. */
export interface Entity {
  readonly PartitionKey: string;
  readonly RowKey: string;
  readonly properties: Record<string, unknown>;
  lastModifiedTime: string;
  eTag: string;
}

/** Suffix of the property that holds another property's type. */
const typeSuffix = '@odata.type';

/** Copies the timestamp to the properties, where filters compare it. */
export function withTimestamp(entity: Entity): Entity {
  entity.properties.Timestamp = entity.lastModifiedTime;
  entity.properties[`Timestamp${typeSuffix}`] = 'Edm.DateTime';
  return entity;
}

/** Merges a change into an entity: the change's properties win, with or without a type. */
export function merged(stored: Entity, change: Entity): Entity {
  const properties = { ...stored.properties };
  for (const [name, value] of Object.entries(change.properties)) {
    if (name.endsWith(typeSuffix)) continue;
    properties[name] = value;
    const type = change.properties[name + typeSuffix];
    if (type === undefined) Reflect.deleteProperty(properties, name + typeSuffix);
    else properties[name + typeSuffix] = type;
  }
  return { ...change, properties };
}

/** Compares ETags; clients and Azurite write colons with and without escapes. */
export function sameEtag(one: string, other: string): boolean {
  return one.replaceAll(':', '%3A') === other.replaceAll(':', '%3A');
}

/**
 * Creates unique, ascending times of change. Azurite takes the request's start and four random digits: two writes in
 * one millisecond could get the same ETag.
 */
export class Clock {
  #last = '';

  stamp(entity: Entity): void {
    if (entity.lastModifiedTime <= this.#last) {
      entity.lastModifiedTime = following(this.#last);
      entity.eTag = `W/"datetime'${encodeURIComponent(entity.lastModifiedTime)}'"`;
    }
    this.#last = entity.lastModifiedTime;
  }
}

/** The next time in the format `2026-01-02T03:04:05.678` with four more digits and `Z`. */
function following(time: string): string {
  const more = Number(time.slice(23, 27)) + 1;
  if (more < 10_000) return `${time.slice(0, 23)}${String(more).padStart(4, '0')}Z`;
  return new Date(Date.parse(`${time.slice(0, 23)}Z`) + 1).toISOString().replace('Z', '0000Z');
}
