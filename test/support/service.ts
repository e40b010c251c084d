import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(import.meta.dirname, '../..');

/** The service in a process of its own, as `npm start` runs it, with its first tenant. */
export interface RunningService {
  readonly url: string;
  /** `<url>/scim/demo` */
  readonly tenantUrl: string;
  /** Given where the tenant `demo` was new in its storage. */
  readonly token: string;
  readonly connectionString: string;
  /** What it has written to standard error, that is its log. */
  log(): string;
  stop(): Promise<void>;
}

/** Starts the built service (`npm test` builds first): in memory, or on the storage that `environment` names. */
export async function startService(
  environment: Readonly<Record<string, string>> = {},
): Promise<RunningService> {
  const shared = 'SCIM_STORAGE_CONNECTION_STRING' in environment;
  const words = ['start', '--port', '0', '--json', ...(shared ? [] : ['--in-memory'])];
  const child = spawn(process.execPath, [join(root, 'dist/cli.js'), ...words], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
  const line = await Promise.race([
    once(createInterface(child.stdout), 'line').then(([text]) => String(text)),
    once(child, 'exit').then(() => Promise.reject(new Error(`The service did not start: ${log}`))),
  ]);
  const started = JSON.parse(line) as {
    url: string;
    tenantUrl: string;
    secretToken?: string;
    storageConnectionString?: string;
  };
  return {
    url: started.url,
    tenantUrl: started.tenantUrl,
    token: started.secretToken ?? '',
    connectionString: started.storageConnectionString ?? environment.SCIM_STORAGE_CONNECTION_STRING ?? '',
    log: () => log,
    async stop() {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}
