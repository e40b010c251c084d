/** Runs the tests of the web console (test/browser/) in the browser of this machine; says so if it has none. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { browserPath } from '../test/support/browser.ts';

if (browserPath === undefined) {
  console.warn(
    'No browser on this machine: the web console was not tested. Debian: apt-get install chromium-headless-shell; BROWSER_PATH names another one.',
  );
} else {
  const vitest = join(import.meta.dirname, '../node_modules/vitest/vitest.mjs');
  const words = [vitest, 'run', '--config', 'vitest.browser.config.ts', ...process.argv.slice(2)];
  process.exitCode = spawnSync(process.execPath, words, { stdio: 'inherit' }).status ?? 1;
}
