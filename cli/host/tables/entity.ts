/** An entity as Azurite's handlers give and take it. */
export interface Entity {
  readonly PartitionKey: string;
  readonly RowKey: string;
  readonly properties: Record<string, unknown>;
  lastModifiedTime: string;
  eTag: string;
}

/** Names a property's type, beside it. */
const typeSuffix = '@odata.type';

/** The timestamp stands among the properties, too: filters compare it there. */
export function withTimestamp(entity: Entity): Entity {
  entity.properties.Timestamp = entity.lastModifiedTime;
  entity.properties[`Timestamp${typeSuffix}`] = 'Edm.DateTime';
  return entity;
}

/** A merge: what the change names wins, with its type or without one. */
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

/** Clients and Azurite write the colons of an ETag with and without an escape. */
export function sameEtag(one: string, other: string): boolean {
  return one.replaceAll(':', '%3A') === other.replaceAll(':', '%3A');
}

/**
 * Makes times of change unique and ascending. Azurite's are the request's begin, with four more digits at random: two writes
 * in one millisecond could have the same ETag.
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

/** `2026-01-02T03:04:05.678` and four more digits, and `Z`. */
function following(time: string): string {
  const more = Number(time.slice(23, 27)) + 1;
  if (more < 10_000) return `${time.slice(0, 23)}${String(more).padStart(4, '0')}Z`;
  return new Date(Date.parse(`${time.slice(0, 23)}Z`) + 1).toISOString().replace('Z', '0000Z');
}
