import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { join } from 'node:path';

/** Database file in the data folder; SQLite keeps its log next to it (`-wal`). */
export const databaseFile = 'tables.db';

/** Version of the tables below; a change to them raises it. */
const layout = 1;

const schema = `
  CREATE TABLE tables (
    id INTEGER PRIMARY KEY, account TEXT NOT NULL, name TEXT NOT NULL, folded TEXT NOT NULL, acl TEXT,
    UNIQUE (account, folded)
  );
  CREATE TABLE entities (
    id INTEGER PRIMARY KEY, table_id INTEGER NOT NULL REFERENCES tables ON DELETE CASCADE,
    partition_key BLOB NOT NULL, row_key BLOB NOT NULL,
    etag TEXT NOT NULL, modified TEXT NOT NULL, properties TEXT NOT NULL
  );
  CREATE UNIQUE INDEX entities_by_key ON entities (table_id, partition_key, row_key);
  CREATE TABLE services (account TEXT PRIMARY KEY, properties TEXT NOT NULL);
  PRAGMA user_version = ${layout};
`;

/** Another process has the database open. */
export class HeldError extends Error {}

/** An open database with its prepared statements, by their SQL. */
export interface Database {
  readonly connection: DatabaseSync;
  statement(sql: string): StatementSync;
  close(): void;
}

/**
 * Opens the database of a folder, or one in memory, and creates its tables if they are missing.
 *
 * @param fill is called in the transaction that creates the tables
 * @throws HeldError if another process has it open; an Error with a plain sentence if it is damaged
 */
export function openDatabase(folder: string | undefined, fill: (database: Database) => void): Database {
  const connection = connect(folder);
  const statements = new Map<string, StatementSync>();
  const database: Database = {
    connection,
    statement(sql) {
      const known = statements.get(sql);
      if (known !== undefined) return known;
      const statement = connection.prepare(sql);
      statements.set(sql, statement);
      return statement;
    },
    close() {
      connection.close();
    },
  };
  try {
    prepare(database, folder, fill);
    return database;
  } catch (error) {
    connection.close();
    throw explained(error, folder);
  }
}

function connect(folder: string | undefined): DatabaseSync {
  const sqlite = loadSqlite();
  if (sqlite === undefined)
    throw new Error(`the local storage needs Node 22.13 or later, and this is ${process.version}.`);
  return new sqlite.DatabaseSync(folder === undefined ? ':memory:' : join(folder, databaseFile));
}

/** Older releases of Node have no SQLite, some only behind a flag. */
function loadSqlite(): typeof import('node:sqlite') | undefined {
  return process.getBuiltinModule('node:sqlite');
}

function prepare(database: Database, folder: string | undefined, fill: (database: Database) => void): void {
  const { connection } = database;
  if (folder !== undefined) {
    // The operating system releases the lock when the process ends, however it ends.
    connection.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    // Returns disk space of a large log after a long load.
    connection.exec('PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -8192;');
  }
  connection.exec('BEGIN IMMEDIATE');
  const { user_version: found } = database.statement('PRAGMA user_version').get() ?? {};
  if (found === 0) {
    connection.exec(schema);
    fill(database);
  } else if (found !== layout) {
    throw new Error(`they were written by a later release of this program.`);
  }
  connection.exec('COMMIT');
  if (found === layout && folder !== undefined) requireIntegrity(database);
}

function requireIntegrity(database: Database): void {
  const { quick_check: found } = database.statement('PRAGMA quick_check(1)').get() ?? {};
  if (found !== 'ok') throw new Error(damaged(String(found)));
}

/** The primary code of an SQLite error; undefined for another error. */
export function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number')
    return undefined;
  return error.errcode & 0xff;
}

/** https://sqlite.org/rescode.html */
export const sqliteCodes = { busy: 5, corrupt: 11, full: 13, notADatabase: 26 } as const;

function explained(error: unknown, folder: string | undefined): unknown {
  const code = sqliteCode(error);
  if (code === sqliteCodes.busy) return new HeldError(`the data in ${folder ?? 'memory'} are in use.`);
  if (code === sqliteCodes.corrupt || code === sqliteCodes.notADatabase)
    return new Error(damaged(error instanceof Error ? error.message : String(error)));
  return error;
}

function damaged(what: string): string {
  return (
    `they are damaged (${what.replaceAll(/\s+/g, ' ').trim()}). They stay as they are. ` +
    `Move ${databaseFile} and ${databaseFile}-wal to another folder, start again, and restore a backup (uniflow-scim restore); ` +
    `without one, "sqlite3 ${databaseFile} .recover" may save a part.`
  );
}
