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

/** ES modules with their libraries, which are hundreds of files: to find and load them was half of a command's start. */
const program = {
  ...common,
  outdir: 'dist',
  format: 'esm',
  banner: { js: requireForCommonJs },
} as const;

await Promise.all([
  build(functionsBundle),
  build(lateBundles),
  buildConsole(),
  build({
    ...program,
    entryPoints: { cli: 'cli/main.ts', commandLine: 'cli/commandLine.ts' },
    plugins: [commandLineApart],
    // What few commands need.
    external: ['azurite', '@azure/functions-core', '@azure/identity'],
  }),
  build({ ...program, entryPoints: { tableServer: 'cli/host/tableServerProcess.ts' } }),
]);
await chmod(join(import.meta.dirname, '../dist/cli.js'), 0o755);
