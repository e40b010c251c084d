import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { build } from 'esbuild';
import { commonJs, functionsBundle } from '../../scripts/bundle.ts';

/** The programs of the measurement, besides the service's own bundle. */
export interface Apps {
  /** The app with one empty function. */
  readonly empty: string;
  /** Loads a bundle and answers one request. */
  readonly firstAnswer: string;
  /** Loads a bundle and prints how long each part took. */
  readonly loading: string;
}

/** Builds them into `folder`, in the same way as the service. */
export async function buildApps(folder: string): Promise<Apps> {
  const names = ['empty', 'firstAnswer', 'loading'] as const;
  const entryPoints = names.map((name) => join(import.meta.dirname, `${name}.ts`));
  await build({ ...commonJs, outdir: folder, sourcemap: false, entryPoints });
  const built = (name: (typeof names)[number]): string => join(folder, `${name}.cjs`);
  return { empty: built('empty'), firstAnswer: built('firstAnswer'), loading: built('loading') };
}

/** Bytes by name: the bundle, and then the files beside it that are loaded when they are needed. */
export async function sizesOf(bundle: string): Promise<ReadonlyMap<string, number>> {
  const folder = dirname(bundle);
  const late = (await readdir(folder)).filter((name) => name.endsWith('.cjs') && name !== basename(bundle));
  const names = [basename(bundle), ...late.toSorted()];
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
  return new Map(names.map((name, i) => [name, sizes[i] ?? 0]));
}

/** Bytes in the service's bundle by where they come from. */
export async function bytesByOrigin(): Promise<ReadonlyMap<string, number>> {
  const { metafile } = await build({ ...functionsBundle, metafile: true, write: false, sourcemap: false });
  const bytes = new Map<string, number>();
  for (const { inputs } of Object.values(metafile.outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs))
      bytes.set(originOf(path), (bytes.get(originOf(path)) ?? 0) + bytesInOutput);
  }
  return bytes;
}

/** What a module belongs to: its package, or its room of the project. */
function originOf(path: string): string {
  const inPackage = /node_modules\/(?!.*node_modules\/)((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1];
  if (inPackage !== undefined) return inPackage;
  const [room = path, part = ''] = path.split('/');
  return room === 'functions' || part === '' || part.includes('.') ? room : `${room}/${part}`;
}
