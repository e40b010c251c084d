// Plain JavaScript, which any Node runs: says in a sentence what a checkout lacks before a build fails at it.
import { existsSync } from 'node:fs';
import process from 'node:process';
import { URL } from 'node:url';

if (!existsSync(new URL('../node_modules/esbuild/package.json', import.meta.url))) {
  process.stderr.write('Nothing is installed yet. Run "npm ci" first.\n');
  process.exit(1);
}
