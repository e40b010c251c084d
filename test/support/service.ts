import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { firstManagementToken } from '../../cli/consoleSettings.ts';
import { passingSettings, type Settings } from '../../cli/settings.ts';
import { openTenants } from '../../cli/storage.ts';
import { tokenFromOptions } from '../../cli/tokenInput.ts';
import { ensureTenant } from '../../shared/tenants/lifecycle.ts';
import { startHosted } from './hostedService.ts';
import { runHere, type CommandResult } from './runHere.ts';
import { rememberSecret, reportSearch, searchForSecrets } from './secretSearch.ts';
import { startStorage, type TestStorage } from './store.ts';

const root = join(import.meta.dirname, '../..');
const endWithParent = new URL('endWithParent.mjs', import.meta.url).href;

/** The service as `npm start` serves it, with its first tenant. */
export interface RunningService {
  readonly url: string;
  /** `<url>/scim/demo` */
  readonly tenantUrl: string;
  /** Given if the tenant `demo` was new in its storage. */
  readonly token: string;
  /** Given if the console is on and the storage is the service's own. */
  readonly managementToken: string;
  readonly connectionString: string;
  /** The warnings and errors that it has logged. */
  log(): string;
  stop(): Promise<void>;
}

/** The same in a process of its own. */
export interface ServiceProcess extends RunningService {
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

/** Services on one storage need the same keys. */
const keys = passingSettings();

interface Prepared {
  readonly settings: Settings;
  /** Undefined if the settings name another one. */
  readonly storage: TestStorage | undefined;
}

async function prepare(environment: Settings): Promise<Prepared> {
  const settings = { ...(await keys), ...unlimited, ...environment };
  if ('SCIM_STORAGE_CONNECTION_STRING' in environment) return { settings, storage: undefined };
  const storage = await startStorage();
  const { connectionString } = storage;
  return { settings: { ...settings, SCIM_STORAGE_CONNECTION_STRING: connectionString }, storage };
}

/**
 * Serves the built bundle (`npm test` builds first) from this process, on the storage that `environment` names or on one that
 * nobody else uses: a process of its own would take longer to start than most of what is tested.
 */
export async function startService(environment: Settings = {}): Promise<RunningService> {
  const { settings, storage } = await prepare(environment);
  const hosted = await startHosted(settings);
  const tenants = await openTenants(settings);
  const { token = '' } = await ensureTenant(tenants, 'demo', {}, tokenFromOptions(settings));
  const hasConsole = storage !== undefined && settings.SCIM_CONSOLE === 'on';
  const managementToken = hasConsole ? await firstManagementToken(tenants, settings) : undefined;
  const { url } = hosted.host;
  const log = () => hosted.lines.filter((line) => /^(?:warning|error|critical) /.test(line)).join('\n');
  return running({ url, token, managementToken, settings, log }, storage, () => hosted.stop());
}

/** Starts the built service in a process of its own, as `npm start` runs it. */
export async function startServiceProcess(environment: Settings = {}): Promise<ServiceProcess> {
  const { settings, storage } = await prepare(environment);
  // It ends when this process does, also if nobody stops it.
  const words = ['--import', endWithParent, join(root, 'dist/cli.js'), 'start', '--port', '0', '--json'];
  const child = spawn(process.execPath, words, { env: { ...process.env, ...settings }, stdio: 'pipe' });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
  const line = await Promise.race([
    once(createInterface(child.stdout), 'line').then(([text]) => String(text)),
    once(child, 'exit').then(() => Promise.reject(new Error(`The service did not start: ${log}`))),
  ]);
  const { url, secretToken: token = '' } = JSON.parse(line) as { url: string; secretToken?: string };
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  };
  return {
    ...running({ url, token, settings, log: () => log }, storage, () => end('SIGTERM')),
    kill: () => end('SIGKILL'),
  };
}

interface Started {
  readonly url: string;
  readonly token: string;
  readonly managementToken?: string | undefined;
  readonly settings: Settings;
  readonly log: () => string;
}

/** What was logged and what is stored when everything is done is searched for secrets. */
function running(
  { url, token, managementToken = '', settings, log }: Started,
  storage: TestStorage | undefined,
  end: () => Promise<void>,
): RunningService {
  rememberSecret(token);
  rememberSecret(managementToken);
  let stopped: Promise<void> | undefined;
  const stop = async () => {
    await end();
    await storage?.close();
    for (const line of log().split('\n')) searchForSecrets('log', 'of the service', line);
    reportSearch();
  };
  return {
    url,
    tenantUrl: `${url}/scim/demo`,
    token,
    managementToken,
    connectionString: settings.SCIM_STORAGE_CONNECTION_STRING ?? '',
    log,
    stop: () => (stopped ??= stop()),
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
