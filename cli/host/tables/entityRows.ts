import type { StatementSync } from 'node:sqlite';
import type { Database } from './database.ts';
import type { Entity } from './entity.ts';
import { bytesOfKey, keyOfBytes } from './keys.ts';
import { onePartition, type EntityRange } from './keyRange.ts';

/** An entity from the database. Its properties are parsed on first use, because many entities are only skipped. */
export class StoredEntity implements Entity {
  readonly PartitionKey: string;
  readonly RowKey: string;
  lastModifiedTime: string;
  eTag: string;
  readonly #text: string;
  #properties: Record<string, unknown> | undefined;

  constructor(row: Record<string, unknown>) {
    const { partition_key, row_key, etag, modified, properties } = row;
    this.PartitionKey = keyOfBytes(bytesIn(partition_key));
    this.RowKey = keyOfBytes(bytesIn(row_key));
    this.eTag = String(etag);
    this.lastModifiedTime = String(modified);
    this.#text = typeof properties === 'string' ? properties : '{}';
  }

  get properties(): Record<string, unknown> {
    this.#properties ??= parsedProperties(this.#text);
    return this.#properties;
  }
}

/** A row and its position. */
export interface FoundEntity {
  readonly id: number;
  readonly entity: StoredEntity;
}

export function findEntity(
  database: Database,
  tableId: number,
  partitionKey: string,
  rowKey: string,
): FoundEntity | undefined {
  const row = database
    .statement('SELECT * FROM entities WHERE table_id = ? AND partition_key = ? AND row_key = ?')
    .get(tableId, bytesOfKey(partitionKey), bytesOfKey(rowKey));
  return row === undefined ? undefined : { id: Number(row.id), entity: new StoredEntity(row) };
}

/** @returns false if these keys exist. */
export function insertEntity(database: Database, tableId: number, entity: Entity): boolean {
  const { changes } = database
    .statement(
      `INSERT INTO entities (table_id, partition_key, row_key, etag, modified, properties)
       VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    )
    .run(
      tableId,
      bytesOfKey(entity.PartitionKey),
      bytesOfKey(entity.RowKey),
      entity.eTag,
      entity.lastModifiedTime,
      JSON.stringify(entity.properties),
    );
  return changes === 1;
}

export function replaceEntity(database: Database, id: number, entity: Entity): void {
  database
    .statement('UPDATE entities SET etag = ?, modified = ?, properties = ? WHERE id = ?')
    .run(entity.eTag, entity.lastModifiedTime, JSON.stringify(entity.properties), id);
}

export function deleteEntity(database: Database, id: number): void {
  database.statement('DELETE FROM entities WHERE id = ?').run(id);
}

/** Both keys of a row. */
export interface Position {
  readonly partitionKey: string;
  readonly rowKey: string;
}

/** What to read of a table. */
export interface Scan {
  readonly tableId: number;
  readonly range: EntityRange;
  /** Whether keys, ETag and time are enough, without properties. */
  readonly keysOnly: boolean;
}

/** The next rows of a scan in the order of their keys, from `start` on. */
export function readRows(database: Database, scan: Scan, start: Position, limit: number): StoredEntity[] {
  const { tableId, range } = scan;
  const partition = onePartition(range);
  if (partition === undefined) {
    const { partitionKey, rowKey } = later(start, { partitionKey: range.partition.from, rowKey: '' });
    return entitiesOf(
      select(database, scan, '(partition_key, row_key) >= (?, ?) AND partition_key < ?'),
      tableId,
      bytesOfKey(partitionKey),
      bytesOfKey(rowKey),
      upperBound(range.partition.before),
      limit,
    );
  }
  if (start.partitionKey > partition) return [];
  const from = later(start, { partitionKey: partition, rowKey: range.row.from }).rowKey;
  return entitiesOf(
    select(database, scan, 'partition_key = ? AND row_key >= ? AND row_key < ?'),
    tableId,
    bytesOfKey(partition),
    bytesOfKey(from),
    upperBound(range.row.before),
    limit,
  );
}

function select(database: Database, { keysOnly }: Scan, condition: string): StatementSync {
  const columns = `partition_key, row_key, etag, modified${keysOnly ? '' : ', properties'}`;
  return database.statement(
    `SELECT ${columns} FROM entities WHERE table_id = ? AND ${condition} ORDER BY partition_key, row_key LIMIT ?`,
  );
}

function entitiesOf(statement: StatementSync, ...values: readonly (number | Buffer)[]): StoredEntity[] {
  return statement.all(...values).map((row) => new StoredEntity(row));
}

function later(one: Position, other: Position): Position {
  if (one.partitionKey !== other.partitionKey) return one.partitionKey > other.partitionKey ? one : other;
  return one.rowKey > other.rowKey ? one : other;
}

/** Greater than every key: a key has 512 characters at most. */
const beyondEveryKey = Buffer.alloc(2_048, 0xff);

function upperBound(key: string | undefined): Buffer {
  return key === undefined ? beyondEveryKey : bytesOfKey(key);
}

function bytesIn(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new Error('a key in the database is no key.');
}

function parsedProperties(text: string): Record<string, unknown> {
  const parsed: unknown = JSON.parse(text);
  if (isRecord(parsed)) return parsed;
  throw new Error('what is stored of an entity is no object.');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
