/** What runs in Azure, as one zip: the bundle, what it loads late, and the two files that the host reads. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { zipSync, type Zippable } from 'fflate';
import packageJson from '../package.json' with { type: 'json' };
import { functionsBundle, lateBundles } from './bundle.ts';

const root = join(import.meta.dirname, '..');

/** Read and written by their owner, read by everybody, as Unix keeps it in the upper half. */
const attrs = 0o100644 << 16;
const unix = 3;

/** The bundled files, by name: whatever else lies in `dist/` from an earlier build stays there. */
const bundled = [functionsBundle, lateBundles].flatMap(({ entryPoints }) =>
  Object.keys(entryPoints as Record<string, string>).map((name) => `dist/${name}.cjs`),
);

/**
 * The project's package.json without what is only for working on it. No dependencies: they are bundled, and a build in
 * Azure would install them again.
 */
function runtimePackage(): string {
  const { name, version, description, license, type, main } = packageJson;
  const engines = { node: '>=22' };
  return `${JSON.stringify({ name, version, description, license, private: true, type, main, engines }, null, 2)}\n`;
}

/**
 * The zip of what `npm run build` has left in `dist/`. Deflated in JavaScript, so the same files give the same bytes on
 * every machine.
 */
export async function packageZip(): Promise<Uint8Array> {
  const read = async (name: string): Promise<[string, Uint8Array]> => [
    name,
    await readFile(join(root, name)),
  ];
  const files: [string, Uint8Array][] = [
    ...(await Promise.all(['host.json', ...bundled].map(read))),
    ['package.json', new TextEncoder().encode(runtimePackage())],
  ];
  // The first moment that a zip can hold: zips know no time zones, so it is the local one.
  const mtime = new Date(1980, 0, 1);
  const entries = files.toSorted(([one], [other]) => (one < other ? -1 : 1));
  const zippable: Zippable = Object.fromEntries(
    entries.map(([name, bytes]) => [name, [bytes, { mtime, os: unix, attrs, level: 9 }]]),
  );
  return zipSync(zippable);
}
