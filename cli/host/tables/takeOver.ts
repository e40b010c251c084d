import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from './database.ts';
import { insertEntity } from './entityRows.ts';
import type { Entity } from './entity.ts';
import { insertTable, tableId, writeService } from './tableRows.ts';

/** The data file of Azurite itself, and of releases up to 0.1. */
export const oldFile = '__azurite_db_table__.json';

/**
 * Imports the old file into a new database. The file is not changed.
 *
 * @throws an Error with a plain sentence if it can't be read
 */
export function takeOver(database: Database, folder: string): void {
  const collections = readCollections(join(folder, oldFile));
  for (const table of collections.get('$TABLES_COLLECTION$') ?? []) {
    if (typeof table.account !== 'string' || typeof table.table !== 'string')
      throw unreadable(join(folder, oldFile));
    insertTable(database, { account: table.account, table: table.table, tableAcl: table.tableAcl });
  }
  for (const service of collections.get('$SERVICES_COLLECTION$') ?? []) {
    const { meta: _meta, $loki: _id, accountName, ...properties } = service;
    if (typeof accountName === 'string') writeService(database, accountName, { accountName, ...properties });
  }
  for (const [name, entities] of collections) {
    const [account = '', table = ''] = name.split('$');
    const id = account === '' ? undefined : tableId(database, account, table);
    if (id === undefined) continue;
    for (const entity of entities) insertEntity(database, id, entityOf(entity, join(folder, oldFile)));
  }
}

type Stored = Readonly<Record<string, unknown>>;

/** Reads LokiJS's file: documents by collection. */
function readCollections(file: string): Map<string, Stored[]> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return new Map();
    throw error;
  }
  chmodSync(file, 0o600);
  const saved = parsed(text, file);
  if (!isStored(saved) || !Array.isArray(saved.collections)) throw unreadable(file);
  return new Map(
    saved.collections.map((collection: unknown) => {
      if (!isStored(collection) || typeof collection.name !== 'string' || !Array.isArray(collection.data))
        throw unreadable(file);
      return [collection.name, collection.data.filter(isStored)];
    }),
  );
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The error's message would quote the file.
    throw unreadable(file);
  }
}

function entityOf(stored: Stored, file: string): Entity {
  const { PartitionKey, RowKey, properties, lastModifiedTime, eTag } = stored;
  if (
    typeof PartitionKey !== 'string' ||
    typeof RowKey !== 'string' ||
    typeof lastModifiedTime !== 'string' ||
    typeof eTag !== 'string' ||
    !isStored(properties)
  )
    throw unreadable(file);
  return { PartitionKey, RowKey, properties: { ...properties }, lastModifiedTime, eTag };
}

function isStored(value: unknown): value is Stored {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unreadable(file: string): Error {
  return new Error(
    `${file}, where an earlier release kept the data, is damaged. It stays as it is. Put a copy of it there that is whole, ` +
      'or move it to another folder to begin without data, and start again.',
  );
}
