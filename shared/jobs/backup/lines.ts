import { isObject, objectIn, type JsonObject } from '../../scim/json.ts';
import type { StoredRow } from '../../store/partition.ts';

/**
 * A line of a backup, which is JSON. Users and log rows belong to the tenant before them, and stand there as storage holds
 * them, with their form: so a later release can restore what an earlier one has backed up.
 */
export type BackupLine =
  | { readonly backup: 1; readonly made: string }
  /** The tenant's document. */
  | { readonly tenant: string }
  | { readonly user: StoredRow }
  | { readonly log: StoredRow }
  /** Name of the tenant before it, which was removed while its rows were read: it must not come back. */
  | { readonly gone: string }
  | { readonly end: Totals };

/** What is in a backup. */
export interface Totals {
  /** Without those that are gone. */
  readonly tenants: number;
  readonly users: number;
  readonly logEntries: number;
}

export const nothingYet: Totals = { tenants: 0, users: 0, logEntries: 0 };

/** The file is no backup, or not all of one. */
export class DamagedBackup extends Error {
  override readonly name = 'DamagedBackup';
}

/** U+2028 and U+2029 are written as escapes, which mean the same: much that reads a file line by line takes them for line ends. */
export function writeLine(line: BackupLine): string {
  return `${JSON.stringify(line).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}\n`;
}

/** @throws DamagedBackup */
export function readLine(text: string, number: number): BackupLine {
  const line = objectIn(text);
  if (line?.backup === 1 && typeof line.made === 'string') return { backup: 1, made: line.made };
  if (typeof line?.tenant === 'string') return { tenant: line.tenant };
  if (isObject(line?.user)) return { user: storedRow(line.user) };
  if (isObject(line?.log)) return { log: storedRow(line.log) };
  if (typeof line?.gone === 'string') return { gone: line.gone };
  if (isObject(line?.end)) {
    const { tenants, users, logEntries } = line.end;
    return { end: { tenants: Number(tenants), users: Number(users), logEntries: Number(logEntries) } };
  }
  throw new DamagedBackup(`Line ${number} of the file is not one of a backup that this release can read.`);
}

function storedRow(row: JsonObject): StoredRow {
  return { ...row, rowKey: typeof row.rowKey === 'string' ? row.rowKey : '', etag: '' };
}

/** With one line more. */
export function plusLine(totals: Totals, line: BackupLine): Totals {
  const { tenants, users, logEntries } = totals;
  if ('tenant' in line) return { ...totals, tenants: tenants + 1 };
  if ('gone' in line) return { ...totals, tenants: tenants - 1 };
  if ('user' in line) return { ...totals, users: users + 1 };
  return 'log' in line ? { ...totals, logEntries: logEntries + 1 } : totals;
}
