import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../shared/config/config.ts';
import { startHost, type Host } from './host/server.ts';
import { startTableServer } from './host/azurite.ts';
import type { HostLog } from './host/rpc.ts';
import { newAccountKey } from './host/tables/accountKey.ts';
import {
  dataFolder,
  localStorageOf,
  startStorage,
  type LocalStorage,
  type LocalStorageChoice,
  type ServingStorage,
} from './localStorage.ts';
import { passingSettings, root, ensureLocalSettings, type Settings } from './settings.ts';

export interface LocalServiceOptions extends LocalStorageChoice {
  readonly port: number;
  readonly hostname: string;
  /** In memory, on a port of its own, without touching the local settings; gone with the process. */
  readonly inMemory: boolean;
  /** Where the lines go that the service logs. */
  readonly log: HostLog;
}

export interface LocalService {
  readonly host: Host;
  readonly settings: Settings;
  /** Whether `local.settings.json` was made. */
  readonly settingsMade: boolean;
  /** Whether there was local data before. */
  readonly dataFound: boolean;
  /** The storage of this machine that serves it; undefined where another account is set. */
  readonly storage: ServingStorage | undefined;
  /** Where that one keeps its data; undefined in memory. */
  readonly folder: string | undefined;
  close(): Promise<void>;
}

const storageSettings = ['SCIM_STORAGE_CONNECTION_STRING', 'SCIM_STORAGE_ACCOUNT_URL'];

/** Starts storage where need be, then the bundle that Azure loads, with the same settings as Core Tools use. */
export async function startLocalService(options: LocalServiceOptions): Promise<LocalService> {
  const { settings: base, made } = await baseSettings(options.inMemory);
  const configured = withEnvironment(base);
  const local = options.inMemory ? undefined : localStorageOf(configured, options);
  const dataFound = existsSync(local?.folder ?? dataFolder);
  const storage = await ownStorage(local, options.inMemory);
  const settings: Settings =
    storage === undefined
      ? configured
      : { ...withoutStorage(configured), SCIM_STORAGE_CONNECTION_STRING: storage.connectionString };
  try {
    // The bundle reads its settings from the environment, as in Azure.
    delete process.env.SCIM_STORAGE_CONNECTION_STRING;
    delete process.env.SCIM_STORAGE_ACCOUNT_URL;
    Object.assign(process.env, settings);
    // The bundle would start all the same and say in every answer what is wrong; whoever starts it here is told at once.
    readConfig(process.env);
    const host = await startHost({
      bundle: join(root, 'dist/functions.cjs'),
      hostJson: join(root, 'host.json'),
      port: options.port,
      hostname: options.hostname,
      log: options.log,
    });
    const close = async () => {
      await host.close();
      await storage?.server?.close();
    };
    return { host, settings, settingsMade: made, dataFound, storage, folder: local?.folder, close };
  } catch (error) {
    await storage?.server?.close();
    throw error;
  }
}

/** The local settings, unless nothing is to stay, or the environment says all that they would. */
async function baseSettings(inMemory: boolean): Promise<{ settings: Settings; made: boolean }> {
  if (inMemory) return { settings: await passingSettings(), made: false };
  const { SCIM_SEALING_KEYS, SCIM_STORAGE_CONNECTION_STRING, SCIM_STORAGE_ACCOUNT_URL } = process.env;
  const complete =
    SCIM_SEALING_KEYS !== undefined &&
    (SCIM_STORAGE_CONNECTION_STRING ?? SCIM_STORAGE_ACCOUNT_URL) !== undefined;
  return complete ? { settings: {}, made: false } : ensureLocalSettings();
}

async function ownStorage(
  local: LocalStorage | undefined,
  inMemory: boolean,
): Promise<ServingStorage | undefined> {
  if (!inMemory) return local === undefined ? undefined : startStorage(local);
  const accountKey = newAccountKey();
  const server = await startTableServer({ port: 0, hostname: '127.0.0.1', location: undefined, accountKey });
  return { connectionString: server.connectionString, port: server.port, server };
}

/** What the environment says wins over the file. It names one storage account, so the file's does not count then. */
function withEnvironment(local: Settings): Settings {
  const relevant = [...Object.keys(local), ...storageSettings, 'SCIM_SEALING_KEYS', 'SCIM_PUBLIC_URL'];
  const environment: Settings = Object.fromEntries(
    relevant.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
  const named = storageSettings.some((name) => name in environment);
  return { ...(named ? withoutStorage(local) : local), ...environment };
}

function withoutStorage(settings: Settings): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !storageSettings.includes(name)));
}
