import { join } from 'node:path';
import { build } from 'esbuild';
import { commonJs, functionsBundle } from '../../scripts/bundle.ts';
import { nameOf } from './origin.ts';
import { timeModules, timerBanner } from './timeModules.ts';

/** What is measured with, beside the service's own bundle. */
export interface Apps {
  /** The app with one empty function. */
  readonly empty: string;
  /** Loads a bundle and answers one request. */
  readonly firstAnswer: string;
  /** Loads a bundle and says how long what took. */
  readonly loading: string;
  /** The service's bundle whose modules tell how long they take. */
  readonly timed: string;
}

/** Builds them into `folder`, in the same way as the service. */
export async function buildApps(folder: string): Promise<Apps> {
  const here = (name: string): string => join(import.meta.dirname, `${name}.ts`);
  const built = (name: string): string => join(folder, `${name}.cjs`);
  const entryPoints = { empty: here('empty'), firstAnswer: here('firstAnswer'), loading: here('loading') };
  await build({ ...commonJs, outdir: folder, sourcemap: false, entryPoints });
  await build({
    ...functionsBundle,
    outdir: folder,
    sourcemap: false,
    plugins: [...(functionsBundle.plugins ?? []), timeModules],
    banner: { js: timerBanner },
  });
  return {
    empty: built('empty'),
    firstAnswer: built('firstAnswer'),
    loading: built('loading'),
    timed: built('functions'),
  };
}

/** Bytes in the service's bundle by where they come from. */
export async function bytesByOrigin(): Promise<ReadonlyMap<string, number>> {
  const { metafile } = await build({ ...functionsBundle, metafile: true, write: false, sourcemap: false });
  const bytes = new Map<string, number>();
  for (const { inputs } of Object.values(metafile.outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs))
      bytes.set(nameOf(path), (bytes.get(nameOf(path)) ?? 0) + bytesInOutput);
  }
  return bytes;
}
