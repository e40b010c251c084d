import { fork } from 'node:child_process';
import { join } from 'node:path';
import { tableConnectionString, withoutAccounts } from '../../cli/host/azurite.ts';
import type { Settings } from '../../cli/settings.ts';
import { endChild, portOf } from '../ways/child.ts';
import type { Population } from './population.ts';

export interface FilledStorage {
  readonly connectionString: string;
  readonly port: number;
  close(): Promise<void>;
}

/** A person takes some 6 KiB of Azurite's memory, and Node by itself allows 4 GiB. */
const memory = '--max-old-space-size=12000';

/** Starts a table server in a process of its own, in memory, with the population in it. */
export async function startFilledStorage(population: Population, keys: Settings): Promise<FilledStorage> {
  const script = join(import.meta.dirname, 'process.ts');
  const child = fork(script, ['127.0.0.1', '0', '', JSON.stringify(population)], {
    // Azurite's libraries use what Node deprecates, on every start.
    execArgv: ['--no-warnings', memory],
    env: { ...withoutAccounts(process.env), ...keys },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const port = await portOf(child);
  return { connectionString: tableConnectionString(port), port, close: () => endChild(child) };
}
