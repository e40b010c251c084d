/** Writes the content of the release zip (packageZip.ts) into a folder of dist/, for azd, which makes its own zip. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { unzipSync } from 'fflate';
import { packageZip } from './packageZip.ts';

const dist = resolve(import.meta.dirname, '../dist');
const folder = resolve(process.argv[2] ?? '');
if (!folder.startsWith(dist + sep)) throw new Error('Name a folder in dist/: it is emptied first.');
await rm(folder, { recursive: true, force: true });
for (const [name, bytes] of Object.entries(unzipSync(await packageZip()))) {
  await mkdir(dirname(join(folder, name)), { recursive: true });
  await writeFile(join(folder, name), bytes);
}
