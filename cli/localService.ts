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
import { withConsole, withSingleSignOn } from './consoleSettings.ts';
import { passingSettings, root, ensureLocalSettings, type Settings } from './settings.ts';

export interface LocalServiceOptions extends LocalStorageChoice {
  readonly port: number;
  readonly hostname: string;
  /**
   * Keep data in memory, on a port of its own, without the local settings; the data are lost when the process ends.
   */
  readonly inMemory: boolean;
  /** Whether the web console is on, unless the settings say something of it. */
  readonly console?: boolean;
  /** Receives the service's log lines. */
  readonly log: HostLog;
}

export interface LocalService {
  readonly host: Host;
  readonly settings: Settings;
  /** Whether `local.settings.json` was created. */
  readonly settingsMade: boolean;
  /** Whether local data existed before. */
  readonly dataFound: boolean;
  /** The local storage that serves the data; undefined if the settings name another account. */
  readonly storage: ServingStorage | undefined;
  /** The folder of the local storage; undefined in memory. */
  readonly folder: string | undefined;
  close(): Promise<void>;
}

const storageSettings = ['SCIM_STORAGE_CONNECTION_STRING', 'SCIM_STORAGE_ACCOUNT_URL'];

/** Starts the storage if it does not run, then the bundle that Azure loads, with the settings that Core Tools use. */
export async function startLocalService(options: LocalServiceOptions): Promise<LocalService> {
  const { settings: base, made } = await baseSettings(options.inMemory);
  const named = withEnvironment(base);
  const configured = options.console === true ? withConsole(named) : named;
  const local = options.inMemory ? undefined : localStorageOf(configured, options);
  const dataFound = existsSync(local?.folder ?? dataFolder);
  const storage = await ownStorage(local, options.inMemory);
  const stored: Settings =
    storage === undefined
      ? configured
      : { ...withoutStorage(configured), SCIM_STORAGE_CONNECTION_STRING: storage.connectionString };
  try {
    const settings = options.console === true ? withSingleSignOn(stored) : stored;
    // The bundle reads its settings from the environment, as in Azure.
    delete process.env.SCIM_STORAGE_CONNECTION_STRING;
    delete process.env.SCIM_STORAGE_ACCOUNT_URL;
    Object.assign(process.env, settings);
    // With wrong settings the bundle would start, and explain the mistake only in its answers.
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

/** The local settings; none in memory, or if the environment has them all. */
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

/** The environment overrides the file. If it names a storage account, the file's account does not count. */
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
