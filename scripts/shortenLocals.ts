import { writeFile } from 'node:fs/promises';
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
      const map = outputFiles.find(({ path }) => path.endsWith('.map'));
      const script = outputFiles.find(({ path }) => path.endsWith('.cjs'));
      if (map === undefined || script === undefined) return;
      const shortened = await minify(script.text, {
        compress: false,
        mangle: { keep_fnames: true, keep_classnames: true },
        sourceMap: { content: map.text, url: 'functions.cjs.map' },
      });
      if (typeof shortened.code !== 'string' || typeof shortened.map !== 'string')
        throw new Error('The bundle could not be shortened.');
      await Promise.all([writeFile(script.path, shortened.code), writeFile(map.path, shortened.map)]);
    });
  },
};
