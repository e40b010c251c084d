import { defined } from '../../../shared/scim/json.ts';
import type { Database } from './database.ts';

/** A table as Azurite's handlers use it. */
export interface TableModel {
  readonly account: string;
  readonly table: string;
  readonly tableAcl?: unknown;
}

/** @returns false if the name exists, in any case. */
export function insertTable(database: Database, { account, table, tableAcl }: TableModel): boolean {
  const { changes } = database
    .statement('INSERT INTO tables (account, name, folded, acl) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING')
    .run(account, table, table.toLowerCase(), aclText(tableAcl));
  return changes === 1;
}

/** Deletes a table with its entities. */
export function removeTable(database: Database, account: string, table: string): boolean {
  const { changes } = database
    .statement('DELETE FROM tables WHERE account = ? AND folded = ?')
    .run(account, table.toLowerCase());
  return changes === 1;
}

export function setAcl(database: Database, account: string, table: string, acl: unknown): boolean {
  const { changes } = database
    .statement('UPDATE tables SET acl = ? WHERE account = ? AND folded = ?')
    .run(aclText(acl), account, table.toLowerCase());
  return changes === 1;
}

export function findTable(database: Database, account: string, table: string): TableModel | undefined {
  const row = database
    .statement('SELECT name, acl FROM tables WHERE account = ? AND folded = ?')
    .get(account, table.toLowerCase());
  return row === undefined ? undefined : modelOf(account, row);
}

export function tableId(database: Database, account: string, table: string): number | undefined {
  const row = database
    .statement('SELECT id FROM tables WHERE account = ? AND folded = ?')
    .get(account, table.toLowerCase());
  return row === undefined ? undefined : Number(row.id);
}

/** Tables from a name on, sorted by name. */
export function listTables(database: Database, account: string, from: string): TableModel[] {
  return database
    .statement('SELECT name, acl FROM tables WHERE account = ? AND name >= ? ORDER BY name')
    .all(account, from)
    .map((row) => modelOf(account, row));
}

export function readService(database: Database, account: string): object | undefined {
  const row = database.statement('SELECT properties FROM services WHERE account = ?').get(account);
  const properties: unknown = row === undefined ? undefined : JSON.parse(String(row.properties));
  return typeof properties === 'object' && properties !== null ? properties : undefined;
}

export function writeService(database: Database, account: string, properties: object): void {
  database
    .statement('INSERT OR REPLACE INTO services (account, properties) VALUES (?, ?)')
    .run(account, JSON.stringify(properties));
}

function modelOf(account: string, { name, acl }: Record<string, unknown>): TableModel {
  const tableAcl: unknown = typeof acl === 'string' ? JSON.parse(acl) : undefined;
  return { account, table: String(name), ...defined({ tableAcl }) };
}

function aclText(acl: unknown): string | null {
  return acl === undefined ? null : JSON.stringify(acl);
}
