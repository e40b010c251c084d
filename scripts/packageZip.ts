/**
 * The zip that runs in Azure: the bundle, the files that it loads on demand, the web console, and the two files that the
 * host reads.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { zipSync, type Zippable } from 'fflate';
import packageJson from '../package.json' with { type: 'json' };
import { functionsBundle, lateBundles } from './bundle.ts';
import { consoleFolder } from './consoleBundle.ts';

const root = join(import.meta.dirname, '..');

/** Unix mode 0644, in the upper half. */
const attrs = 0o100644 << 16;
const unix = 3;

/** The names of the bundled files: `dist/` may hold others from an earlier build. */
const bundled = [functionsBundle, lateBundles].flatMap(({ entryPoints }) =>
  Object.keys(entryPoints as Record<string, string>).map((name) => `dist/${name}.cjs`),
);

/**
 * The project's package.json without development entries. No dependencies either: they are bundled, and a build in
 * Azure would install them again.
 */
function runtimePackage(): string {
  const { name, version, description, license, type, main } = packageJson;
  const engines = { node: '>=22' };
  return `${JSON.stringify({ name, version, description, license, private: true, type, main, engines }, null, 2)}\n`;
}

/**
 * Makes the zip from the files of `npm run build`. It is compressed in JavaScript, so the same files give the same
 * bytes on every machine.
 */
export async function packageZip(): Promise<Uint8Array> {
  const read = async (name: string): Promise<[string, Uint8Array]> => [
    name,
    await readFile(join(root, name)),
  ];
  const page = (await readdir(consoleFolder)).map((name) => `dist/console/${name}`);
  const files: [string, Uint8Array][] = [
    ...(await Promise.all(['host.json', ...bundled, ...page].map(read))),
    ['package.json', new TextEncoder().encode(runtimePackage())],
  ];
  // The first moment that a zip can hold; in local time, because zips have no time zones.
  const mtime = new Date(1980, 0, 1);
  const entries = files.toSorted(([one], [other]) => (one < other ? -1 : 1));
  const zippable: Zippable = Object.fromEntries(
    entries.map(([name, bytes]) => [name, [bytes, { mtime, os: unix, attrs, level: 9 }]]),
  );
  return zipSync(zippable);
}
