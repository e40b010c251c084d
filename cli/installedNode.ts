import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

/** The Node that `npm ci` installs into a checkout; the built command is in `dist/`. */
const installed = fileURLToPath(
  new URL(`../node_modules/node/bin/node${process.platform === 'win32' ? '.exe' : ''}`, import.meta.url),
);

/** Marks the second start, so that it does not start a third. */
const handedOver = 'UNIFLOW_SCIM_HANDED_OVER';

/**
 * Runs this command with the Node of `node_modules`, and exits with its code.
 *
 * @returns false if that Node is missing or is the one that runs: then nothing was run.
 */
export function runWithInstalledNode(): boolean {
  // If that Node is too old as well, it would start itself forever.
  if (!existsSync(installed) || process.env[handedOver] !== undefined) return false;
  const env = { ...process.env, [handedOver]: '1' };
  const child = spawn(installed, process.argv.slice(1), { stdio: 'inherit', env });
  // Ctrl-C reaches both processes; a signal to this one alone is forwarded.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  child.once('exit', (code, signal) => {
    process.exitCode = code ?? (signal === null ? 1 : 128 + constants.signals[signal]);
    process.exit();
  });
  return true;
}
