import { SettingError } from '../shared/config/setting.ts';
import { readStorage, type StorageSettings } from '../shared/config/storage.ts';
import { openTable, type Table, type TableName } from '../shared/store/tables.ts';
import { isReleaseFile } from './checkout.ts';
import { listenerOn } from './host/azurite.ts';
import { connectionStringOf, findServing, localPortIn, localStorageOf } from './localStorage.ts';
import { readLocalSettings, type Settings } from './settings.ts';

/** Port of the table server on this machine; undefined if the settings name another one. */
export function localStoragePort(settings: Settings): number | undefined {
  return localPortIn(settings.SCIM_STORAGE_CONNECTION_STRING ?? '');
}

/**
 * Settings of the environment, then of `local.settings.json`, then of the local storage. If they name the local
 * storage, the connection string gets its actual port and key.
 */
export async function commandSettings(): Promise<Settings> {
  return reachable(await namedSettings());
}

/** The same, with the connection string unchanged. */
export async function namedSettings(): Promise<Settings> {
  const environment = Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  if (namesStorage(environment)) return environment;
  if (isReleaseFile) {
    throw new SettingError(
      'Say where the deployment keeps its data: set SCIM_STORAGE_ACCOUNT_URL to https://<account>.table.core.windows.net, and sign in with "az login"; or set SCIM_STORAGE_CONNECTION_STRING.',
    );
  }
  const local = await readLocalSettings();
  const server = namesStorage(local) ? {} : { SCIM_STORAGE_CONNECTION_STRING: 'UseDevelopmentStorage=true' };
  return { ...server, ...local, ...environment };
}

async function reachable(settings: Settings): Promise<Settings> {
  const storage = localStorageOf(settings);
  if (storage === undefined) return settings;
  const connection = (await findServing(storage))?.connectionString ?? connectionStringOf(storage);
  return connection === undefined ? settings : { ...settings, SCIM_STORAGE_CONNECTION_STRING: connection };
}

function namesStorage(settings: Settings): boolean {
  return 'SCIM_STORAGE_CONNECTION_STRING' in settings || 'SCIM_STORAGE_ACCOUNT_URL' in settings;
}

/**
 * Opens the tenants' table for a command.
 *
 * @throws SettingError if the settings name the local table server and it does not run.
 */
export function openTenants(settings: Settings): Promise<Table> {
  return openRunning(settings, 'scimTenants');
}

/** Opens the users' table for a command. @throws SettingError as `openTenants`. */
export function openUsers(settings: Settings): Promise<Table> {
  return openRunning(settings, 'scimUsers');
}

async function openRunning(settings: Settings, name: TableName): Promise<Table> {
  const storage: StorageSettings = readStorage(settings);
  const port = localStoragePort(settings);
  if (port !== undefined) await requireTableServer(port);
  return openTable(storage, name);
}

async function requireTableServer(port: number): Promise<void> {
  const { kind } = await listenerOn(port);
  if (kind === 'nothing')
    throw new SettingError(
      `Nothing listens on 127.0.0.1:${port}, where the local table storage should be.\n` +
        'Start the service with "npm start", or the storage alone with "npm run storage", in another terminal.\n' +
        'One that keeps everything in memory has a storage that commands do not find: start it without --in-memory.\n' +
        'For a storage account in Azure, set SCIM_STORAGE_ACCOUNT_URL.',
    );
  if (kind === 'other program')
    throw new SettingError(`Port ${port} is used by another program, which is no table server.`);
}
