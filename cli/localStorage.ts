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
import { root, storagePort, type Settings } from './settings.ts';

/** A storage on this machine, as settings name it. */
export interface LocalStorage {
  readonly folder: string;
  readonly port: number;
  /** Whether the settings name it by Azurite's published key: then it may also be somebody's own Azurite. */
  readonly mayBePlain: boolean;
}

/** What a command line says of it, over the settings. */
export interface LocalStorageChoice {
  readonly data?: string;
  /** 0 takes a free one. */
  readonly storagePort?: number;
}

/** A local storage that serves. */
export interface ServingStorage {
  readonly connectionString: string;
  readonly port: number;
  /** The server that was started; undefined where one ran already. */
  readonly server: RunningTableServer | undefined;
}

/** Where the local storage keeps its data. */
export const dataFolder = join(root, '.data');

const development = 'UseDevelopmentStorage=true';

/**
 * The local storage that settings and a command line mean; undefined where they mean another one.
 *
 * @throws SettingError where they mean both
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
    return { folder: dataFolder, port: storagePort, mayBePlain: false };
  const port = localPortIn(connection);
  if (port === undefined) return undefined;
  const key = /AccountKey=([^;]+)/i.exec(connection)?.[1];
  // A folder for each port that settings name: two servers can't share one.
  const ofPort = port === storagePort ? dataFolder : `${dataFolder}-${port}`;
  const folder = [dataFolder, ofPort].find((one) => keyOf(one) === key) ?? ofPort;
  if (key !== publishedKey && keyOf(folder) !== key) return undefined;
  return { folder, port, mayBePlain: key === publishedKey };
}

/** Port of a table server on this machine that a connection string names. */
export function localPortIn(connection: string): number | undefined {
  if (connection.toLowerCase().startsWith(development.toLowerCase())) return storagePort;
  const port = /TableEndpoint=https?:\/\/(?:127\.0\.0\.1|localhost):(\d+)/i.exec(connection)?.[1];
  return port === undefined ? undefined : Number(port);
}

function keyOf(folder: string): string | undefined {
  return readAccountKey(folder);
}

/**
 * The storage where it serves already; undefined where nothing does.
 *
 * @throws SettingError where something else has its port
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

/** Starts the storage, or finds it serving. */
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

/** How to reach a storage, whether it serves or not; undefined where its data were never made. */
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

/** The service that goes on looks for the storage where it was: on this port, with these data. */
export function ended({ folder, port }: Pick<LocalStorage, 'folder' | 'port'>): string {
  const usual = folder === dataFolder && port === storagePort;
  const again = usual ? 'npm run storage' : `npm run storage -- --data "${folder}" --storage-port ${port}`;
  return `The table server has ended. Start it again in another terminal:  ${again}`;
}
