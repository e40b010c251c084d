import { chmodSync, existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { databaseFile } from './database.ts';
import { oldFile } from './takeOver.ts';

/** The process that serves a data folder, and its port. For messages only: SQLite's lock protects the data. */
export interface Holder {
  readonly pid: number;
  readonly port: number;
}

const holderFile = 'server.json';

/** Creates the folder; its content is for its owner only. */
export function prepareFolder(folder: string): void {
  const made = makeFolder(folder);
  // A user's own folder keeps its permissions; the files that are written into it are for their owner only.
  const ours = [databaseFile, oldFile].some((name) => existsSync(join(folder, name)));
  if (!made && ours) chmodSync(folder, 0o700);
}

/**
 * Creates the parents one by one: Node's `recursive` never ends where no folder can be created, such as in /proc.
 * Returns false if the folder exists.
 */
function makeFolder(folder: string): boolean {
  if (existsSync(folder)) return false;
  makeFolder(dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
  return true;
}

export function noteHolder(folder: string, holder: Holder): void {
  writeFileSync(join(folder, holderFile), `${JSON.stringify(holder)}\n`, { mode: 0o600 });
}

/** The last process that served the folder, running or not. */
export function readHolder(folder: string): Holder | undefined {
  try {
    const note: unknown = JSON.parse(readFileSync(join(folder, holderFile), 'utf8'));
    if (typeof note !== 'object' || note === null || !('pid' in note) || !('port' in note)) return undefined;
    const { pid, port } = note;
    return typeof pid === 'number' && typeof port === 'number' ? { pid, port } : undefined;
  } catch {
    return undefined;
  }
}

/** Header in answers of a table server that names its data folder. The command line of its process shows it too. */
export const folderHeader = 'x-data-folder';

export function folderHeaderValue(folder: string): string {
  return encodeURIComponent(realpathSync(folder));
}

/** A sentence that says which process holds the data, and what to do. */
export function heldSentence(folder: string): string {
  const holder = readHolder(folder);
  const who =
    holder === undefined
      ? 'another process'
      : `process ${holder.pid}, which serves them on port ${holder.port}`;
  return `the data in ${folder} are held by ${who}. Use that one, or end it first.`;
}
