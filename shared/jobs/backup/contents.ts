import { isDeepStrictEqual } from 'node:util';
import { DamagedRow } from '../../tenants/fields.ts';
import { parseTenant } from '../../tenants/parseTenant.ts';
import { isTenantName } from '../../tenants/tenant.ts';
import { isArray, isObject, objectIn, textOf, type JsonObject, type JsonValue } from '../../scim/json.ts';
import type { StoredRow } from '../../store/partition.ts';

/** Summary of a whole backup. */
export interface Contents {
  /** RFC 3339; identifies the backup. */
  readonly made: string;
  readonly totals: Totals;
  /** Names of the tenants that can be restored. */
  readonly tenants: readonly string[];
  /** How many times a group was begun and then read again, by tenant and by its id. */
  readonly discarded: ReadonlyMap<string, ReadonlyMap<string, number>>;
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
  readonly #discarded = new Map<string, Map<string, number>>();
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
    else if ('again' in line) this.#discard(this.#open, line.again.group);
    this.#totals = plusLine(this.#totals, line);
  }

  #begin(document: string, number: number): void {
    const name = nameIn(document, number);
    if (this.#tenants.has(name))
      throw new DamagedBackup(`Line ${number} of the file names the tenant "${name}" again.`);
    this.#tenants.set(name, 'whole');
    this.#open = name;
  }

  #discard(tenant: string, group: string): void {
    const groups = this.#discarded.get(tenant) ?? new Map<string, number>();
    groups.set(group, (groups.get(group) ?? 0) + 1);
    this.#discarded.set(tenant, groups);
  }

  #forget(name: string): void {
    this.#tenants.set(name, 'gone');
    this.#open = undefined;
  }

  contents(): Contents {
    if (this.#made === undefined || this.#end === undefined)
      throw new DamagedBackup('The file is cut off: its last line is missing.');
    if (!isDeepStrictEqual(this.#end, this.#totals))
      throw new DamagedBackup('The file has not as many lines as its end says.');
    const tenants = [...this.#tenants].filter(([, state]) => state === 'whole').map(([name]) => name);
    return { made: this.#made, totals: this.#totals, tenants, discarded: this.#discarded };
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

/** The form of the file. 2 has groups; this release reads 1 as well. */
export const backupFormat = 2;

/**
 * A line of a backup, as JSON. Users, groups and log rows belong to the tenant before them and are stored documents with
 * their format version, so that a later release can restore them.
 */
export type BackupLine =
  | { readonly backup: 1 | 2; readonly made: string }
  /** The tenant's document. */
  | { readonly tenant: string }
  | { readonly user: StoredRow }
  | GroupLine
  /** The group before it changed while it was read: it comes again, and so many members of it do not count. */
  | { readonly again: { readonly group: string; readonly members: number } }
  | { readonly log: StoredRow }
  /** Name of the tenant before it, which was removed while its rows were read: it must not be restored. */
  | { readonly gone: string }
  | { readonly end: Totals };

/** A group, or some of its members: their ids. */
export type GroupLine =
  | { readonly group: StoredRow }
  | {
      readonly members: {
        readonly group: string;
        readonly users: readonly string[];
        readonly groups: readonly string[];
      };
    };

/** Numbers of what is in a backup. */
export interface Totals {
  /** Without removed tenants. */
  readonly tenants: number;
  readonly users: number;
  readonly groups: number;
  readonly memberships: number;
  readonly logEntries: number;
}

export const nothingYet: Totals = { tenants: 0, users: 0, groups: 0, memberships: 0, logEntries: 0 };

/** The file is no backup, or an incomplete one. */
class DamagedBackup extends Error {
  override readonly name = 'DamagedBackup';
}

/** Writes a line. Escapes U+2028 and U+2029, which many line readers take for line ends. */
export function writeLine(line: BackupLine): string {
  return `${JSON.stringify(line).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}\n`;
}

/** @throws DamagedBackup */
export function readLine(text: string, number: number): BackupLine {
  const line = objectIn(text);
  const { backup, made } = line ?? {};
  if (typeof backup === 'number' && backup > backupFormat)
    throw new DamagedBackup('A later release has written the file: restore it with that release.');
  if ((backup === 1 || backup === 2) && typeof made === 'string') return { backup, made };
  const read = line === undefined ? undefined : (rowLine(line) ?? otherLine(line));
  if (read !== undefined) return read;
  throw new DamagedBackup(`Line ${number} of the file is not one of a backup that this release can read.`);
}

function rowLine({ user, group, members, log }: JsonObject): BackupLine | undefined {
  if (isObject(user)) return { user: storedRow(user) };
  if (isObject(group)) return { group: storedRow(group) };
  if (isObject(log)) return { log: storedRow(log) };
  if (!isObject(members)) return undefined;
  return {
    members: {
      group: textOf(members.group),
      users: textsIn(members.users),
      groups: textsIn(members.groups),
    },
  };
}

function otherLine({ tenant, gone, again, end }: JsonObject): BackupLine | undefined {
  if (typeof tenant === 'string') return { tenant };
  if (typeof gone === 'string') return { gone };
  if (isObject(again)) return { again: { group: textOf(again.group), members: Number(again.members) } };
  if (!isObject(end)) return undefined;
  const { tenants, users, groups = 0, memberships = 0, logEntries } = end;
  return {
    end: {
      tenants: Number(tenants),
      users: Number(users),
      groups: Number(groups),
      memberships: Number(memberships),
      logEntries: Number(logEntries),
    },
  };
}

function textsIn(value: JsonValue | undefined): readonly string[] {
  return isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

function storedRow(row: JsonObject): StoredRow {
  return { ...row, rowKey: typeof row.rowKey === 'string' ? row.rowKey : '', etag: '' };
}

/** The totals after one more line. */
export function plusLine(totals: Totals, line: BackupLine): Totals {
  const { tenants, users, groups, memberships, logEntries } = totals;
  if ('tenant' in line) return { ...totals, tenants: tenants + 1 };
  if ('gone' in line) return { ...totals, tenants: tenants - 1 };
  if ('user' in line) return { ...totals, users: users + 1 };
  if ('group' in line) return { ...totals, groups: groups + 1 };
  if ('members' in line) {
    const { members } = line;
    return { ...totals, memberships: memberships + members.users.length + members.groups.length };
  }
  if ('again' in line)
    return { ...totals, groups: groups - 1, memberships: memberships - line.again.members };
  return 'log' in line ? { ...totals, logEntries: logEntries + 1 } : totals;
}
