import { isObject, objectIn, type JsonObject } from '../scim/json.ts';
import type { StoredRow } from '../store/partition.ts';

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
  | { readonly end: Totals };

/** What is in a backup. */
export interface Totals {
  readonly tenants: number;
  readonly users: number;
  readonly logEntries: number;
}

export const nothingYet: Totals = { tenants: 0, users: 0, logEntries: 0 };

/** The file is no backup, or not all of one. */
export class DamagedBackup extends Error {
  override readonly name = 'DamagedBackup';
}

export function writeLine(line: BackupLine): string {
  return `${JSON.stringify(line)}\n`;
}

/** @throws DamagedBackup */
export function readLine(text: string, number: number): BackupLine {
  const line = objectIn(text);
  if (line?.backup === 1 && typeof line.made === 'string') return { backup: 1, made: line.made };
  if (typeof line?.tenant === 'string') return { tenant: line.tenant };
  if (isObject(line?.user)) return { user: storedRow(line.user) };
  if (isObject(line?.log)) return { log: storedRow(line.log) };
  if (isObject(line?.end)) {
    const { tenants, users, logEntries } = line.end;
    return { end: { tenants: Number(tenants), users: Number(users), logEntries: Number(logEntries) } };
  }
  throw new DamagedBackup(`Line ${number} of the file is not one of a backup that this release can read.`);
}

function storedRow(row: JsonObject): StoredRow {
  return { ...row, rowKey: typeof row.rowKey === 'string' ? row.rowKey : '', etag: '' };
}

/**
 * Looks whether a file is a whole backup, before anything of it is used.
 *
 * @throws DamagedBackup
 */
export async function totalsOf(lines: AsyncIterable<string>): Promise<Totals> {
  let found = nothingYet;
  let said: Totals | undefined;
  let number = 0;
  for await (const text of lines) {
    number += 1;
    const line = readLine(text, number);
    if ('backup' in line !== (number === 1) || said !== undefined)
      throw new DamagedBackup('The file is no backup of uniflow-scim, or several of them.');
    if ('end' in line) said = line.end;
    else found = counted(found, line);
  }
  if (said === undefined) throw new DamagedBackup('The file is cut off: its last line is missing.');
  if (JSON.stringify(said) !== JSON.stringify(found))
    throw new DamagedBackup('The file has not as many lines as its end says.');
  return found;
}

/** With one line more. */
export function counted(totals: Totals, line: BackupLine): Totals {
  return {
    tenants: totals.tenants + ('tenant' in line ? 1 : 0),
    users: totals.users + ('user' in line ? 1 : 0),
    logEntries: totals.logEntries + ('log' in line ? 1 : 0),
  };
}
