import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isListening, withoutAccounts } from './azurite.ts';

/** A running blob server. */
export interface RunningBlobServer {
  close(): Promise<void>;
}

/** Longest wait at the end: what is written is small, and the rest is a client that keeps its connection open. */
const closeTimeoutMs = 5_000;

/** Ends Azurite's blob server in its own way when its parent disconnects or is gone. */
const endWithParent = `process.on('disconnect', () => process.emit('SIGTERM') || process.exit());`;

/**
 * Starts Azurite's blob server in a child process.
 *
 * @param location the folder of its data
 * @throws an Error if it ends before it listens
 */
export async function startBlobServer(port: number, location: string): Promise<RunningBlobServer> {
  const options = ['--blobHost', '127.0.0.1', '--blobPort', String(port), '--location', location];
  const switches = ['--silent', '--skipApiVersionCheck', '--disableTelemetry'];
  const child = fork(blobServerScript(), [...options, ...switches], {
    // Ctrl-C reaches a whole process group, and Core Tools still write while they end. So the child has its own
    // group.
    detached: true,
    windowsHide: true,
    execArgv: ['--no-warnings', '--import', `data:text/javascript,${encodeURIComponent(endWithParent)}`],
    env: withoutAccounts(process.env),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  while (!(await isListening(port))) {
    if (hasEnded(child)) throw new Error(`The blob server ended before it listened on port ${port}.`);
    await sleep(50);
  }
  return { close: () => close(child) };
}

function blobServerScript(): string {
  const azurite = createRequire(import.meta.url).resolve('azurite/package.json');
  return join(azurite, '../dist/src/blob/main.js');
}

async function close(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const exited = once(child, 'exit');
  const late = setTimeout(() => child.kill('SIGKILL'), closeTimeoutMs);
  if (child.connected) child.disconnect();
  await exited;
  clearTimeout(late);
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
