import { AccessTokens } from './auth/accessToken.ts';
import type { EntraVersion } from './auth/entraDocuments.ts';
import { EntraKeys } from './auth/entraKeys.ts';
import {
  readConfig,
  servesConsole,
  servesManagement,
  servesSingleSignOn,
  type Config,
} from './config/config.ts';
import { Bookmarks } from './users/list/bookmarks.ts';
import { SettingError } from './config/setting.ts';
import { openTable, type Table, type TableName } from './store/tables.ts';
import { LastUsed } from './tenants/lastUsed.ts';
import { ManagementTokens } from './tenants/deployment.ts';
import { TenantDirectory } from './tenants/tenantDirectory.ts';
import { Directories } from './signIn/directories.ts';
import { Sessions } from './signIn/sessions.ts';
import { Throttle } from './throttle/throttle.ts';

/** What all requests share: settings, connections to storage, and what may be forgotten. Nothing that a second process would miss. */
export interface Service {
  readonly config: Config;
  readonly tenants: TenantDirectory;
  readonly managementTokens: ManagementTokens;
  readonly lastUsed: LastUsed;
  readonly throttle: Throttle;
  /** Undefined if no operator signs in by Microsoft Entra ID. */
  readonly operators: Config['operators'];
  /** Undefined if this deployment issues no access tokens. */
  readonly accessTokens: AccessTokens | undefined;
  readonly entraKeys: Readonly<Record<EntraVersion, EntraKeys>>;
  readonly bookmarks: Bookmarks;
  /** The directories at which people sign in. */
  readonly directories: Directories;
  readonly sessions: Sessions;
  table(name: TableName): Promise<Table>;
}

let current: Service | SettingError | undefined;

/**
 * The service of this process. The settings are read once, wrong ones, too.
 *
 * @throws SettingError if a setting is missing or wrong.
 */
export function service(): Service {
  current ??= made();
  if (current instanceof SettingError) throw current;
  return current;
}

function made(): Service | SettingError {
  try {
    return createService(readConfig(process.env));
  } catch (error) {
    if (error instanceof SettingError) return error;
    throw error;
  }
}

/** The setting that keeps the service from being made; undefined if all are right. */
export function wrongSetting(): SettingError | undefined {
  current ??= made();
  return current instanceof SettingError ? current : undefined;
}

/**
 * Makes the service when the process starts. A missing or wrong setting must not end that: a host without functions
 * answers every path, the health checks among them, with an empty 404. Its sentence is in every answer instead, and here
 * in the log of the start.
 */
export function prepareService(): void {
  const wrong = wrongSetting();
  if (wrong !== undefined) console.error(wrong.message);
  else for (const sentence of service().config.unknownSettings) console.warn(sentence);
}

/** Whether the functions of `/manage` are registered. */
export function managementServed(): boolean {
  return servesManagement(process.env);
}

/** Whether the functions of `/console` are registered. */
export function consoleServed(): boolean {
  return servesConsole(process.env);
}

/** Whether the functions of `/sso` are registered. */
export function singleSignOnServed(): boolean {
  return servesSingleSignOn(process.env);
}

export function createService(config: Config): Service {
  const tables = new Map<TableName, Promise<Table>>();
  const table = (name: TableName): Promise<Table> => {
    const known = tables.get(name);
    if (known !== undefined) return known;
    const opened = openTable(config.storage, name);
    tables.set(name, opened);
    // What failed once is tried again by the next request.
    opened.catch(() => tables.delete(name));
    return opened;
  };
  const tenants = new TenantDirectory(() => table('scimTenants'));
  return {
    config,
    tenants,
    managementTokens: new ManagementTokens(() => table('scimTenants')),
    lastUsed: new LastUsed(),
    throttle: new Throttle(config.limits),
    operators: config.operators,
    accessTokens: config.signing === undefined ? undefined : new AccessTokens(config.signing),
    entraKeys: {
      v1: new EntraKeys(config.entraAuthority, 'v1'),
      v2: new EntraKeys(config.entraAuthority, 'v2'),
    },
    bookmarks: new Bookmarks(),
    directories: new Directories(config.entraAuthority),
    sessions: new Sessions({ tenants, table }),
    table,
  };
}
