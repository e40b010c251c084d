/** Builds `dist/`: the bundle that Azure Functions loads, the web console, and the command line. */
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { common, functionsBundle, lateBundles, requireForCommonJs } from './bundle.ts';
import { buildConsole } from './consoleBundle.ts';
import './generate.ts';

/**
 * Keeps the command line in a file of its own: `dist/cli.js` checks the version of Node before it loads anything
 * else.
 */
const commandLineApart: Plugin = {
  name: 'commandLineApart',
  setup(bundle) {
    bundle.onResolve({ filter: /^\.\/commandLine\.ts$/ }, () => ({
      path: './commandLine.js',
      external: true,
    }));
  },
};

await Promise.all([
  build(functionsBundle),
  build(lateBundles),
  buildConsole(),
  build({
    ...common,
    entryPoints: {
      cli: 'cli/main.ts',
      commandLine: 'cli/commandLine.ts',
      tableServer: 'cli/host/tableServerProcess.ts',
    },
    plugins: [commandLineApart],
    outdir: 'dist',
    format: 'esm',
    // Its libraries are 300 files, and to find and load each of them was half of a command's start.
    external: ['azurite', '@azure/functions-core', '@azure/identity'],
    banner: { js: requireForCommonJs },
  }),
]);
await chmod(join(import.meta.dirname, '../dist/cli.js'), 0o755);
