import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { BuildOptions, Plugin } from 'esbuild';
import { minify } from 'terser';

/**
 * Shortens the names of parameters and variables inside functions, a fifth of what V8 reads at a cold start. Functions,
 * classes and what is declared in a module keep their names, because people read the stacks in the log. esbuild can only
 * shorten all of them, or none.
 */
export const shortenLocals: Plugin = {
  name: 'shortenLocals',
  setup(bundle) {
    const { write = true } = bundle.initialOptions;
    const options: BuildOptions = bundle.initialOptions;
    options.write = false;
    bundle.onEnd(async ({ outputFiles = [] }) => {
      if (!write) return;
      const maps = new Map(outputFiles.map(({ path, text }) => [path, text]));
      const scripts = outputFiles.filter(({ path }) => path.endsWith('.cjs'));
      await Promise.all(
        scripts.map(({ path, text }) => writeShortened(path, text, maps.get(`${path}.map`) ?? '')),
      );
    });
  },
};

async function writeShortened(path: string, script: string, sourceMap: string): Promise<void> {
  const shortened = await minify(script, {
    compress: false,
    mangle: { keep_fnames: true, keep_classnames: true },
    sourceMap: { content: sourceMap, url: `${basename(path)}.map` },
  });
  if (typeof shortened.code !== 'string' || typeof shortened.map !== 'string')
    throw new Error('The bundle could not be shortened.');
  await Promise.all([writeFile(path, shortened.code), writeFile(`${path}.map`, shortened.map)]);
}
