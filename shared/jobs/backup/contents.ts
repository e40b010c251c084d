import { DamagedRow } from '../../tenants/fields.ts';
import { parseTenant } from '../../tenants/parseTenant.ts';
import { isTenantName, type Tenant } from '../../tenants/tenant.ts';
import { isObject, objectIn, type JsonObject } from '../../scim/json.ts';
import type { StoredRow } from '../../store/partition.ts';

/** Summary of a whole backup. */
export interface Contents {
  /** RFC 3339; identifies the backup. */
  readonly made: string;
  readonly totals: Totals;
  /** Names of the tenants that can be restored. */
  readonly tenants: readonly string[];
}

/**
 * Checks that a file is a whole backup, with tenants that this release can read, before any of it is restored.
 *
 * @throws DamagedBackup
 */
export async function contentsOf(texts: AsyncIterable<string>): Promise<Contents> {
  const reader = new ContentsReader();
  let number = 0;
  for await (const text of texts) {
    number += 1;
    reader.add(readLine(text, number), number);
  }
  return reader.contents();
}

class ContentsReader {
  #made: string | undefined;
  #totals = nothingYet;
  #end: Totals | undefined;
  readonly #tenants = new Map<string, 'whole' | 'gone'>();
  /** The tenant to which the next lines belong. */
  #open: string | undefined;

  add(line: BackupLine, number: number): void {
    if ('backup' in line !== (number === 1) || this.#end !== undefined)
      throw new DamagedBackup('The file is no backup of uniflow-scim, or several of them.');
    if ('backup' in line) this.#made = line.made;
    else if ('end' in line) this.#end = line.end;
    else if ('tenant' in line) this.#begin(line.tenant, number);
    else if (this.#open === undefined || ('gone' in line && line.gone !== this.#open))
      throw new DamagedBackup(`Line ${number} of the file does not belong to the tenant before it.`);
    else if ('gone' in line) this.#forget(line.gone);
    this.#totals = plusLine(this.#totals, line);
  }

  #begin(document: string, number: number): void {
    const name = nameIn(document, number);
    if (this.#tenants.has(name))
      throw new DamagedBackup(`Line ${number} of the file names the tenant "${name}" again.`);
    this.#tenants.set(name, 'whole');
    this.#open = name;
  }

  #forget(name: string): void {
    this.#tenants.set(name, 'gone');
    this.#open = undefined;
  }

  contents(): Contents {
    if (this.#made === undefined || this.#end === undefined)
      throw new DamagedBackup('The file is cut off: its last line is missing.');
    if (JSON.stringify(this.#end) !== JSON.stringify(this.#totals))
      throw new DamagedBackup('The file has not as many lines as its end says.');
    const tenants = [...this.#tenants].filter(([, state]) => state === 'whole').map(([name]) => name);
    return { made: this.#made, totals: this.#totals, tenants };
  }
}

/** The tenant's name in its document. @throws DamagedBackup also for a tenant of a later release. */
function nameIn(document: string, number: number): string {
  try {
    const { name, removing, restoring } = parseTenant(document);
    // The name goes into storage keys and queries unescaped.
    if (isTenantName(name) && removing === undefined && restoring === undefined) return name;
  } catch (error) {
    if (!(error instanceof DamagedRow)) throw error;
    throw new DamagedBackup(
      `Line ${number} of the file holds a tenant that can't be read: ${error.message}`,
      {
        cause: error,
      },
    );
  }
  throw new DamagedBackup(`Line ${number} of the file holds a tenant that can't be made.`);
}

/**
 * A line of a backup, as JSON. Users and log rows belong to the tenant before them and are stored documents with
 * their format version, so that a later release can restore them.
 */
export type BackupLine =
  | { readonly backup: 1; readonly made: string }
  /** The tenant's document. */
  | { readonly tenant: string }
  | { readonly user: StoredRow }
  | { readonly log: StoredRow }
  /** Name of the tenant before it, which was removed while its rows were read: it must not be restored. */
  | { readonly gone: string }
  | { readonly end: Totals };

/** Numbers of what is in a backup. */
export interface Totals {
  /** Without removed tenants. */
  readonly tenants: number;
  readonly users: number;
  readonly logEntries: number;
}

export const nothingYet: Totals = { tenants: 0, users: 0, logEntries: 0 };

/** The file is no backup, or an incomplete one. */
class DamagedBackup extends Error {
  override readonly name = 'DamagedBackup';
}

/** Writes a line. Escapes U+2028 and U+2029, which many line readers take for line ends. */
export function writeLine(line: BackupLine): string {
  return `${JSON.stringify(line).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}\n`;
}

/** @throws DamagedBackup */
function readLine(text: string, number: number): BackupLine {
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

/** The totals after one more line. */
export function plusLine(totals: Totals, line: BackupLine): Totals {
  const { tenants, users, logEntries } = totals;
  if ('tenant' in line) return { ...totals, tenants: tenants + 1 };
  if ('gone' in line) return { ...totals, tenants: tenants - 1 };
  if ('user' in line) return { ...totals, users: users + 1 };
  return 'log' in line ? { ...totals, logEntries: logEntries + 1 } : totals;
}

/** A unit of restoring: a tenant, or some rows of the tenant before them. */
type BackupPart =
  | { readonly kind: 'tenant'; readonly tenant: Tenant }
  | { readonly kind: 'users' | 'log'; readonly rows: readonly StoredRow[] };

/** Maximum rows of a part. A user takes several rows in storage, and a call. */
const maxRows = { users: 8, log: 100 } as const;

/** Groups the lines of a backup into parts. */
export async function* partsOf(texts: AsyncIterable<string>): AsyncGenerator<BackupPart> {
  let number = 0;
  let kind: 'users' | 'log' = 'users';
  let rows: StoredRow[] = [];
  for await (const text of texts) {
    const line = readLine(text, (number += 1));
    const next = 'log' in line ? 'log' : 'users';
    const row = 'log' in line ? line.log : 'user' in line ? line.user : undefined;
    if (rows.length > 0 && (row === undefined || next !== kind || rows.length >= maxRows[kind])) {
      yield { kind, rows };
      rows = [];
    }
    kind = next;
    if (row !== undefined) rows.push(row);
    if ('tenant' in line) yield { kind: 'tenant', tenant: parseTenant(line.tenant) };
  }
}
