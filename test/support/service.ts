import { firstManagementToken } from '../../cli/consoleSettings.ts';
import { passingSettings, type Settings } from '../../cli/settings.ts';
import { openTenants } from '../../cli/storage.ts';
import { tokenFromOptions } from '../../cli/tokenInput.ts';
import { readConfig } from '../../shared/config/config.ts';
import { ensureTenant } from '../../shared/tenants/lifecycle.ts';
import { startHosted, type HostedService } from './hostedService.ts';
import { runHere, type CommandResult } from './runHere.ts';
import { rememberSecret, reportSearch, searchForSecrets } from './secretSearch.ts';
import { startStorage } from './store.ts';

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

/** What a test's service is set to, unless the test says otherwise. */
export async function serviceSettings(environment: Settings): Promise<Settings> {
  return { ...(await keys), ...unlimited, ...environment };
}

/**
 * Serves the built bundle (`npm test` builds first) from this process, on the storage that `environment` names or on one that
 * nobody else uses: a process of its own would take longer to start than most of what is tested. `startServiceProcess` starts
 * one for a test that kills it, or that needs what libraries read of the environment later.
 */
export async function startService(environment: Settings = {}): Promise<RunningService> {
  const base = await serviceSettings(environment);
  const named = environment.SCIM_STORAGE_CONNECTION_STRING;
  const storage = named === undefined ? await startStorage() : undefined;
  const connectionString = named ?? storage?.connectionString ?? '';
  const settings = { ...base, SCIM_STORAGE_CONNECTION_STRING: connectionString };
  let hosted: HostedService | undefined;
  const end = async () => {
    try {
      await hosted?.stop();
    } finally {
      await storage?.close();
      searchLog(hosted?.warnings ?? []);
    }
  };
  try {
    // A bundle with wrong settings starts, too, and names the mistake in every answer.
    const config = readConfig(settings);
    hosted = await startHosted(settings);
    const { host, warnings } = hosted;
    const tenants = await openTenants(settings);
    const { token = '' } = await ensureTenant(tenants, 'demo', {}, tokenFromOptions(settings));
    const isFirst = config.console && storage !== undefined;
    const managementToken = isFirst ? await firstManagementToken(tenants, settings) : undefined;
    return runningService({
      ...{ url: host.url, token, managementToken, connectionString, end },
      log: () => warnings.join('\n'),
    });
  } catch (error) {
    await end();
    throw error;
  }
}

/** The parts of a running service. */
interface Started extends Pick<RunningService, 'url' | 'token' | 'connectionString'> {
  readonly managementToken: string | undefined;
  readonly log: () => string;
  readonly end: () => Promise<void>;
}

export function runningService({ end, managementToken = '', ...started }: Started): RunningService {
  rememberSecret(started.token);
  rememberSecret(managementToken);
  let stopped: Promise<void> | undefined;
  return {
    ...started,
    tenantUrl: `${started.url}/scim/demo`,
    managementToken,
    stop: () => (stopped ??= end()),
  };
}

/** Searches what a service has logged for secrets. */
export function searchLog(lines: readonly string[]): void {
  for (const line of lines) searchForSecrets('log', 'of the service', line);
  reportSearch();
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
