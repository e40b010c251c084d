import { chmodSync, existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { databaseFile } from './database.ts';
import { oldFile } from './takeOver.ts';

/** Which process serves a data folder, and on which port. Only a note: what holds the data is the lock of SQLite. */
export interface Holder {
  readonly pid: number;
  readonly port: number;
}

const holderFile = 'server.json';

/** Makes the folder; what it holds is for its owner only. */
export function prepareFolder(folder: string): void {
  const made = makeFolder(folder);
  // Somebody's own folder stays as open as it is; what is written into it is not.
  const ours = [databaseFile, oldFile].some((name) => existsSync(join(folder, name)));
  if (!made && ours) chmodSync(folder, 0o700);
}

/** One by one: Node's `recursive` never ends where no folder can be made, such as in /proc. False if there is one. */
function makeFolder(folder: string): boolean {
  if (existsSync(folder)) return false;
  makeFolder(dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
  return true;
}

export function noteHolder(folder: string, holder: Holder): void {
  writeFileSync(join(folder, holderFile), `${JSON.stringify(holder)}\n`, { mode: 0o600 });
}

/** The last process that served the folder, whether it still runs or not. */
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

/** In answers of a table server: whose data it serves. The command line of its process says the same to everybody. */
export const folderHeader = 'x-data-folder';

export function folderHeaderValue(folder: string): string {
  return encodeURIComponent(realpathSync(folder));
}

/** Who holds the data, in a sentence that tells what to do. */
export function heldSentence(folder: string): string {
  const holder = readHolder(folder);
  const who =
    holder === undefined
      ? 'another process'
      : `process ${holder.pid}, which serves them on port ${holder.port}`;
  return `the data in ${folder} are held by ${who}. Use that one, or end it first.`;
}
