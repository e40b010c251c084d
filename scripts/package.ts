/**
 * Builds the files of a release: `dist/uniflow-scim.zip`, which is published to a function app, and the command line.
 */
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import './build.ts';
import { buildCliFile, cliFile } from './cliFile.ts';
import { packageZip } from './packageZip.ts';

for (const [name, bytes] of [
  ['dist/uniflow-scim.zip', await packageZip()],
  [cliFile, await buildCliFile()],
] as const) {
  await writeFile(join(import.meta.dirname, '..', name), bytes);
  process.stdout.write(
    `${name}: ${Math.ceil(bytes.length / 1024)} KiB, SHA-256 ${createHash('sha256').update(bytes).digest('hex')}\n`,
  );
}
