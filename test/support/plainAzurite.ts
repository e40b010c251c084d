import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isListening, tableConnectionString, withoutAccounts } from '../../cli/host/azurite.ts';
import { freePort } from './freshProject.ts';

/** Azurite's table service as it comes, with its published key, in memory. */
export async function startPlainAzurite(): Promise<{
  readonly connectionString: string;
  readonly port: number;
  close(): Promise<void>;
}> {
  const port = await freePort();
  const main = join(
    createRequire(import.meta.url).resolve('azurite/package.json'),
    '../dist/src/table/main.js',
  );
  const words = [
    '--inMemoryPersistence',
    '--tableHost',
    '127.0.0.1',
    '--tablePort',
    String(port),
    '--silent',
  ];
  const child = fork(main, [...words, '--skipApiVersionCheck', '--disableTelemetry'], {
    execArgv: ['--no-warnings'],
    env: withoutAccounts(process.env),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  while (!(await isListening(port))) {
    if (child.exitCode !== null) throw new Error('Azurite did not start.');
    await sleep(50);
  }
  return {
    connectionString: tableConnectionString(port),
    port,
    async close() {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}
