import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { runHere, type CommandResult } from './runHere.ts';
import { rememberSecret, reportSearch, searchForSecrets, searchStorage } from './secretSearch.ts';

const root = join(import.meta.dirname, '../..');
const endWithParent = new URL('endWithParent.mjs', import.meta.url).href;

/** The service in a process of its own, as `npm start` runs it, with its first tenant. */
export interface RunningService {
  readonly url: string;
  /** `<url>/scim/demo` */
  readonly tenantUrl: string;
  /** Given where the tenant `demo` was new in its storage. */
  readonly token: string;
  /** Given where the console is on, and the deployment had none. */
  readonly managementToken: string;
  readonly connectionString: string;
  /** What it has written to standard error, that is its log. */
  log(): string;
  stop(): Promise<void>;
  /** Ends it at once, as a crash does. */
  kill(): Promise<void>;
}

/** How fast a test is decides nothing: limits are for the tests that set them. What is off by default in Azure is off here. */
const unlimited = {
  SCIM_MANAGEMENT_API: 'off',
  SCIM_CONSOLE: 'off',
  SCIM_SINGLE_SIGN_ON: 'off',
  SCIM_TENANT_REQUESTS_PER_SECOND: '0',
  SCIM_CREDENTIAL_REQUESTS_PER_SECOND: '0',
  SCIM_FAILED_AUTHENTICATIONS_PER_MINUTE: '0',
};

/** Starts the built service (`npm test` builds first): in memory, or on the storage that `environment` names. */
export async function startService(
  environment: Readonly<Record<string, string>> = {},
): Promise<RunningService> {
  const shared = 'SCIM_STORAGE_CONNECTION_STRING' in environment;
  const words = ['start', '--port', '0', '--json', ...(shared ? [] : ['--in-memory'])];
  // It ends when this process does, also where nobody stops it.
  const child = spawn(process.execPath, ['--import', endWithParent, join(root, 'dist/cli.js'), ...words], {
    env: { ...process.env, ...unlimited, ...environment },
    stdio: 'pipe',
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
    managementToken?: string;
    storageConnectionString?: string;
  };
  rememberSecret(started.secretToken);
  rememberSecret(started.managementToken);
  const connectionString =
    started.storageConnectionString ?? environment.SCIM_STORAGE_CONNECTION_STRING ?? '';
  return {
    url: started.url,
    tenantUrl: started.tenantUrl,
    token: started.secretToken ?? '',
    managementToken: started.managementToken ?? '',
    connectionString,
    log: () => log,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      // What storage holds when everything is done is looked through, and so is all that was logged on the way.
      if (!shared) await searchStorage(connectionString);
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
      for (const line of log.split('\n')) searchForSecrets('log', 'of the service', line);
      reportSearch();
    },
    async kill() {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** Runs `uniflow-scim <words>` against the storage of a running service. */
export function command(
  { connectionString }: RunningService,
  ...words: readonly string[]
): Promise<CommandResult> {
  return runHere(words, { SCIM_STORAGE_CONNECTION_STRING: connectionString });
}

export interface EnabledTenant {
  readonly tenantUrl: string;
  readonly token: string;
}

/** Adds a tenant to the storage of a running service and enables it, by the command line. @param options of "tenant add". */
export async function enableTenant(
  service: RunningService,
  name: string,
  ...options: string[]
): Promise<EnabledTenant> {
  const added = await command(service, 'tenant', 'add', name, '--json', ...options);
  if (added.stdout === '') throw new Error(added.stderr);
  const { stdout, stderr } = await command(service, 'tenant', 'enable', name, '--json');
  if (stdout === '') throw new Error(stderr);
  const { secretToken } = JSON.parse(stdout) as { secretToken?: string };
  if (secretToken === undefined) throw new Error(`The tenant "${name}" is there already.`);
  rememberSecret(secretToken);
  return { tenantUrl: `${service.url}/scim/${name}`, token: secretToken };
}

/** Gives a tenant a new secret token, by the command line. */
export async function rotateToken(
  service: RunningService,
  tenant: string,
  ...options: string[]
): Promise<string> {
  const { stdout, stderr } = await command(service, 'token', 'rotate', tenant, '--json', ...options);
  if (stdout === '') throw new Error(stderr);
  const { secretToken } = JSON.parse(stdout) as { secretToken: string };
  rememberSecret(secretToken);
  return secretToken;
}
