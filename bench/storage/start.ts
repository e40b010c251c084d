import { join } from 'node:path';
import { tableConnectionString } from '../../cli/host/azurite.ts';
import type { Settings } from '../../cli/settings.ts';
import { startChild, type ListeningChild } from '../ways/child.ts';
import type { Population } from './population.ts';

export interface FilledStorage extends ListeningChild {
  readonly connectionString: string;
}

/** Azurite's libraries use what Node deprecates. A person takes some 6 KiB of its memory, and Node by itself allows 4 GiB. */
const options = ['--no-warnings', '--max-old-space-size=12000'];

/** Starts a table server in a process of its own, in memory, with the population in it. */
export async function startFilledStorage(population: Population, keys: Settings): Promise<FilledStorage> {
  const script = join(import.meta.dirname, 'process.ts');
  const words = ['127.0.0.1', '0', '', JSON.stringify(population)];
  const child = await startChild(script, words, keys, options);
  return { connectionString: tableConnectionString(child.port), ...child };
}
