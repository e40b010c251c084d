/** Builds `dist/`: the bundle that Azure Functions loads, and the command line. */
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { common, functionsBundle, lateBundles } from './bundle.ts';
import './generate.ts';

await Promise.all([
  build(functionsBundle),
  build(lateBundles),
  build({
    ...common,
    entryPoints: { cli: 'cli/main.ts', tableServer: 'cli/host/tableServerProcess.ts' },
    outdir: 'dist',
    format: 'esm',
    packages: 'external',
  }),
]);
await chmod(join(import.meta.dirname, '../dist/cli.js'), 0o755);
