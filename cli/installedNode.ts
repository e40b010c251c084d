import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

/** The Node that `npm ci` puts into a checkout; beside the built command, which is in `dist/`. */
const installed = fileURLToPath(
  new URL(`../node_modules/node/bin/node${process.platform === 'win32' ? '.exe' : ''}`, import.meta.url),
);

/** Tells the Node of `node_modules` that it is the last one to try. */
const handedOver = 'UNIFLOW_SCIM_HANDED_OVER';

/**
 * Runs this very command with the Node of `node_modules`, and ends as it does.
 *
 * @returns false if there is none, or this is it: nothing is run then
 */
export function runWithInstalledNode(): boolean {
  // One that is too old itself would hand over to itself for ever.
  if (!existsSync(installed) || process.env[handedOver] !== undefined) return false;
  const env = { ...process.env, [handedOver]: '1' };
  const child = spawn(installed, process.argv.slice(1), { stdio: 'inherit', env });
  // Ctrl-C reaches both; what is sent to this process alone is handed on.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  child.once('exit', (code, signal) => {
    process.exitCode = code ?? (signal === null ? 1 : 128 + constants.signals[signal]);
    process.exit();
  });
  return true;
}
