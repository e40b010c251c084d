import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import type { Plugin } from 'esbuild';
import { root } from '../../cli/settings.ts';

/** Stands at the beginning of a bundle whose modules are timed. */
export const timerBanner = `globalThis.moduleTimes = (() => {
  const times = {}, open = [];
  let since = performance.now();
  const tick = () => {
    const now = performance.now(), module = open.at(-1);
    if (module !== undefined) times[module] = (times[module] ?? 0) + now - since;
    since = now;
  };
  return {
    times,
    begin(module) { tick(); open.push(module); },
    end(module) { tick(); while (open.length > 0 && open.pop() !== module); },
  };
})();`;

/**
 * Lets every module of a bundle tell when its evaluation begins and ends. What a module imports has been evaluated before
 * it begins, or stands between its two ends where it is required: so each has its own time only.
 */
export const timeModules: Plugin = {
  name: 'timeModules',
  setup(bundle) {
    bundle.onLoad({ filter: /\.(?:ts|c?js|mjs)$/, namespace: 'file' }, async ({ path }) => {
      const name = JSON.stringify(relative(root, path));
      const text = await readFile(path, 'utf8');
      const contents = `globalThis.moduleTimes.begin(${name});\n${text}\n;globalThis.moduleTimes.end(${name});`;
      return { contents, loader: path.endsWith('.ts') ? 'ts' : 'js' };
    });
  },
};
