/** Builds, and writes `dist/uniflow-scim.zip`: what is published to a function app. */
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import './build.ts';
import { packageZip } from './packageZip.ts';

const name = 'dist/uniflow-scim.zip';
const zip = await packageZip();
await writeFile(join(import.meta.dirname, '..', name), zip);
process.stdout.write(
  `${name}: ${Math.ceil(zip.length / 1024)} KiB, SHA-256 ${createHash('sha256').update(zip).digest('hex')}\n`,
);
