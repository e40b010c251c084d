import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** A file of the web console, as the build made it. */
export interface ConsoleFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly gzipped: Uint8Array<ArrayBuffer>;
}

/** The page; every other file has the hash of its content in its name. */
export const pageName = 'index.html';

/** `dist/console/`, beside the bundle, or from the source. */
const folder = import.meta.filename.endsWith('.ts')
  ? join(import.meta.dirname, '../../../dist/console')
  : join(import.meta.dirname, 'console');

let known: Promise<ReadonlyMap<string, ConsoleFile>> | undefined;

/** The file of this name; undefined if there is none. The first call reads all files, so that no cold start has to. */
export async function consoleFile(name: string): Promise<ConsoleFile | undefined> {
  known ??= readFiles().catch((error: unknown) => {
    known = undefined;
    throw error;
  });
  return (await known).get(name);
}

async function readFiles(): Promise<ReadonlyMap<string, ConsoleFile>> {
  const names = await readdir(folder);
  return new Map(
    await Promise.all(names.map(async (name): Promise<[string, ConsoleFile]> => [name, await read(name)])),
  );
}

async function read(name: string): Promise<ConsoleFile> {
  const bytes = await readFile(join(folder, name));
  return { bytes, gzipped: await promisify(gzip)(bytes, { level: 9 }) };
}
