import { existsSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SettingError } from '../shared/config/setting.ts';
import {
  listenerOn,
  startTableServer,
  tableConnectionString,
  type RunningTableServer,
} from './host/azurite.ts';
import { publishedKey, readAccountKey } from './host/tables/accountKey.ts';
import { readHolder } from './host/tables/dataFolder.ts';
import { root, defaultStoragePort, type Settings } from './settings.ts';

/** A storage on this machine, as the settings name it. */
export interface LocalStorage {
  readonly folder: string;
  readonly port: number;
  /** Whether the settings use Azurite's published key: then it may also be the user's own Azurite. */
  readonly mayBePlain: boolean;
}

/** Options of a command that override the settings. */
export interface LocalStorageChoice {
  readonly data?: string;
  /** 0 takes a free port. */
  readonly storagePort?: number;
}

/** A local storage that is running. */
export interface ServingStorage {
  readonly connectionString: string;
  readonly port: number;
  /** The server that was started; undefined if one was running. */
  readonly server: RunningTableServer | undefined;
}

/** Default folder of the local storage's data. */
export const dataFolder = join(root, '.data');

const development = 'UseDevelopmentStorage=true';

/**
 * The local storage that settings and options name; undefined if they name another account.
 *
 * @throws SettingError if they contradict each other.
 */
export function localStorageOf(
  settings: Settings,
  choice: LocalStorageChoice = {},
): LocalStorage | undefined {
  const named = namedStorage(settings.SCIM_STORAGE_CONNECTION_STRING ?? '');
  if (named === undefined) {
    if (choice.data === undefined && choice.storagePort === undefined) return undefined;
    throw new SettingError(
      '--data and --storage-port are about the storage of this machine, and SCIM_STORAGE_ACCOUNT_URL or SCIM_STORAGE_CONNECTION_STRING names another one. Leave out the one or the other.',
    );
  }
  return {
    folder: choice.data === undefined ? named.folder : resolve(choice.data),
    port: choice.storagePort ?? named.port,
    mayBePlain: named.mayBePlain && choice.data === undefined && choice.storagePort === undefined,
  };
}

function namedStorage(connection: string): LocalStorage | undefined {
  if (connection.toLowerCase().startsWith(development.toLowerCase()))
    return { folder: dataFolder, port: defaultStoragePort, mayBePlain: false };
  const port = localPortIn(connection);
  if (port === undefined) return undefined;
  const key = /AccountKey=([^;]+)/i.exec(connection)?.[1];
  // A folder for each port: two servers can't share one.
  const ofPort = port === defaultStoragePort ? dataFolder : `${dataFolder}-${port}`;
  const folder = [dataFolder, ofPort].find((one) => keyOf(one) === key) ?? ofPort;
  if (key !== publishedKey && keyOf(folder) !== key) return undefined;
  return { folder, port, mayBePlain: key === publishedKey };
}

/** Port of the table server on this machine in a connection string; undefined if it names another server. */
export function localPortIn(connection: string): number | undefined {
  if (connection.toLowerCase().startsWith(development.toLowerCase())) return defaultStoragePort;
  const port = /TableEndpoint=https?:\/\/(?:127\.0\.0\.1|localhost):(\d+)/i.exec(connection)?.[1];
  return port === undefined ? undefined : Number(port);
}

function keyOf(folder: string): string | undefined {
  return readAccountKey(folder);
}

/**
 * The local storage if it is running; undefined if nothing listens on its port.
 *
 * @throws SettingError if something else listens there.
 */
export async function findServing(storage: LocalStorage): Promise<ServingStorage | undefined> {
  const { folder, port, mayBePlain } = storage;
  const holder = readHolder(folder);
  if (holder !== undefined && (await serves(holder.port, folder))) return serving(holder.port, folder);
  if (port === 0) return undefined;
  const listener = await listenerOn(port);
  switch (listener.kind) {
    case 'nothing':
      return undefined;
    case 'other program':
      throw new SettingError(
        `Port ${port} is used by another program, which is no table server. End it, or take another port: --storage-port 0 takes a free one.`,
      );
    case 'table server':
      if (isFolder(listener.folder, folder)) return serving(port, folder);
      if (listener.folder === undefined && mayBePlain)
        return { connectionString: tableConnectionString(port), port, server: undefined };
      throw new SettingError(otherData(port, listener.folder, folder));
  }
}

/** Starts the local storage, or finds it running. */
export async function startStorage(storage: LocalStorage): Promise<ServingStorage> {
  const found = await findServing(storage);
  if (found !== undefined) return found;
  const { folder, port } = storage;
  const server = await startTableServer({
    port,
    hostname: '127.0.0.1',
    location: folder,
    onEnd: (had) => process.stderr.write(`${ended({ folder, port: had })}\n`),
  });
  return { connectionString: server.connectionString, port: server.port, server };
}

/** The connection string of a local storage, running or not; undefined if it was never created. */
export function connectionStringOf({ folder, port }: LocalStorage): string | undefined {
  const key = readAccountKey(folder);
  return key === undefined ? undefined : tableConnectionString(port, '127.0.0.1', key);
}

async function serves(port: number, folder: string): Promise<boolean> {
  const listener = await listenerOn(port);
  return listener.kind === 'table server' && isFolder(listener.folder, folder);
}

function serving(port: number, folder: string): ServingStorage {
  const connectionString = tableConnectionString(port, '127.0.0.1', readAccountKey(folder));
  return { connectionString, port, server: undefined };
}

function isFolder(served: string | undefined, folder: string): boolean {
  return served !== undefined && existsSync(folder) && served === realpathSync(folder);
}

function otherData(port: number, served: string | undefined, folder: string): string {
  const whose =
    served === undefined
      ? 'an Azurite that is not this storage. To use that one, name it in SCIM_STORAGE_CONNECTION_STRING, with its key'
      : `the data in ${served}`;
  return (
    `Port ${port} serves other data than those in ${folder}: ${whose}.\n` +
    'For a storage of its own, take another port: --storage-port 0 takes a free one, and the commands find it.'
  );
}

/** Says that storage ended: the service keeps calling it on this port and needs these data. */
export function ended({ folder, port }: Pick<LocalStorage, 'folder' | 'port'>): string {
  const usual = folder === dataFolder && port === defaultStoragePort;
  const again = usual ? 'npm run storage' : `npm run storage -- --data "${folder}" --storage-port ${port}`;
  return `The table server has ended. Start it again in another terminal:  ${again}`;
}
