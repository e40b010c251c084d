import { join } from 'node:path';
import { SettingError } from '../shared/settings/setting.ts';
import { readStorage, type StorageSettings } from '../shared/settings/storage.ts';
import { openTable, type Table, type TableName } from '../shared/store/tables.ts';
import { isReleaseFile } from './checkout.ts';
import { isListening, isTableServer, startTableServer, type RunningTableServer } from './host/azurite.ts';
import { readLocalSettings, root, storagePort, type Settings } from './settings.ts';

/** Where the local table server keeps its data. */
export const dataFolder = join(root, '.data');

/** The same for a table server on another port than the usual one: two of them can't share a folder. */
export function dataFolderOf(port: number): string {
  return port === storagePort ? dataFolder : `${dataFolder}-${port}`;
}

const development = 'UseDevelopmentStorage=true';

/** Port of a table server on this machine; undefined where the settings name another one. */
export function localStoragePort(settings: Settings): number | undefined {
  const connection = settings.SCIM_STORAGE_CONNECTION_STRING ?? '';
  if (connection.toLowerCase().startsWith(development.toLowerCase())) return storagePort;
  const port = /TableEndpoint=https?:\/\/(?:127\.0\.0\.1|localhost):(\d+)/i.exec(connection)?.[1];
  return port === undefined ? undefined : Number(port);
}

/**
 * Starts the local table server, or finds it running.
 *
 * @returns undefined where something listens already.
 */
export async function startStorage(
  port: number,
  location: string | undefined,
): Promise<RunningTableServer | undefined> {
  if (port !== 0 && (await isListening(port))) {
    await requireTableServer(port);
    return undefined;
  }
  return startTableServer({ port, hostname: '127.0.0.1', location, onEnd: tellEnd });
}

async function requireTableServer(port: number): Promise<void> {
  if (await isTableServer(port)) return;
  throw new SettingError(
    `Port ${port} is used by another program, which is no table server. End it and try again.`,
  );
}

function tellEnd(): void {
  process.stderr.write(
    'The table server has ended. Start it again with "npm run storage" in another terminal.\n',
  );
}

/** The environment's settings, then those of `local.settings.json`, then the local table server. */
export async function commandSettings(): Promise<Settings> {
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
  const server = namesStorage(local) ? {} : { SCIM_STORAGE_CONNECTION_STRING: development };
  return { ...server, ...local, ...environment };
}

function namesStorage(settings: Settings): boolean {
  return 'SCIM_STORAGE_CONNECTION_STRING' in settings || 'SCIM_STORAGE_ACCOUNT_URL' in settings;
}

/**
 * Opens the tenants' table for a command.
 *
 * @throws SettingError where the local table server is meant and does not run.
 */
export function openTenants(settings: Settings): Promise<Table> {
  return openRunning(settings, 'scimTenants');
}

/** Opens the users' table for a command, likewise. */
export function openUsers(settings: Settings): Promise<Table> {
  return openRunning(settings, 'scimUsers');
}

async function openRunning(settings: Settings, name: TableName): Promise<Table> {
  const storage: StorageSettings = readStorage(settings);
  const port = localStoragePort(settings);
  if (port !== undefined && !(await isListening(port))) {
    throw new SettingError(
      `Nothing listens on 127.0.0.1:${port}, where the local table storage should be.\n` +
        'Start the service with "npm start", or the storage alone with "npm run storage", in another terminal.\n' +
        'One that keeps everything in memory has a storage that commands do not find: start it without --in-memory.\n' +
        'For a storage account in Azure, set SCIM_STORAGE_ACCOUNT_URL.',
    );
  }
  if (port !== undefined) await requireTableServer(port);
  return openTable(storage, name);
}
