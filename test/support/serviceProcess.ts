import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Settings } from '../../cli/settings.ts';
import { searchStorage } from './secretSearch.ts';
import { runningService, searchLog, serviceSettings, type RunningService } from './service.ts';

const root = join(import.meta.dirname, '../..');
const endWithParent = new URL('endWithParent.mjs', import.meta.url).href;

/** A service in a process of its own. */
export interface ServiceProcess extends RunningService {
  /** Ends it at once, as a crash does. */
  kill(): Promise<void>;
}

/** What `start --json` prints. */
interface Printed {
  readonly url: string;
  readonly secretToken?: string;
  readonly managementToken?: string;
  readonly storageConnectionString?: string;
}

/** Starts the built service as `npm start` runs it: in memory, or on the storage that `environment` names. */
export async function startServiceProcess(environment: Settings = {}): Promise<ServiceProcess> {
  const named = environment.SCIM_STORAGE_CONNECTION_STRING;
  const words = ['start', '--port', '0', '--json', ...(named === undefined ? ['--in-memory'] : [])];
  // It ends when this process does, also if nobody stops it.
  const child = spawn(process.execPath, ['--import', endWithParent, join(root, 'dist/cli.js'), ...words], {
    env: { ...process.env, ...(await serviceSettings(environment)) },
    stdio: 'pipe',
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
  const line = await Promise.race([
    once(createInterface(child.stdout), 'line').then(([text]) => String(text)),
    once(child, 'exit').then(() => Promise.reject(new Error(`The service did not start: ${log}`))),
  ]);
  const { url, secretToken = '', managementToken, storageConnectionString } = JSON.parse(line) as Printed;
  const connectionString = named ?? storageConnectionString ?? '';
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const signal = async (name: NodeJS.Signals) => {
    if (hasEnded()) return;
    const exited = once(child, 'exit');
    child.kill(name);
    await exited;
  };
  const end = async () => {
    // Its own storage ends with it.
    if (named === undefined && !hasEnded()) await searchStorage(connectionString);
    await signal('SIGTERM');
    searchLog(log.split('\n'));
  };
  const service = runningService({
    ...{ url, token: secretToken, managementToken, connectionString, end },
    log: () => log,
  });
  return { ...service, kill: () => signal('SIGKILL') };
}
