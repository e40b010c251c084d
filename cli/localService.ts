import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../shared/config.ts';
import { startHost, type Host } from './host/server.ts';
import type { RunningTableServer } from './host/azurite.ts';
import type { HostLog } from './host/rpc.ts';
import { passingSettings, root, storagePort, ensureLocalSettings, type Settings } from './settings.ts';
import { dataFolderOf, localStoragePort, startStorage } from './storage.ts';

export interface LocalServiceOptions {
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
  /** The table server that was started with it; undefined where one ran already or another account is set. */
  readonly storage: RunningTableServer | undefined;
  close(): Promise<void>;
}

const storageSettings = ['SCIM_STORAGE_CONNECTION_STRING', 'SCIM_STORAGE_ACCOUNT_URL'];

/** Starts storage where need be, then the bundle that Azure loads, with the same settings as Core Tools use. */
export async function startLocalService(options: LocalServiceOptions): Promise<LocalService> {
  const { settings: local, made } = await baseSettings(options.inMemory);
  const configured = withEnvironment(local);
  const dataFound = existsSync(dataFolderOf(localStoragePort(configured) ?? storagePort));
  const storage = await ownStorage(configured, options.inMemory);
  const settings = options.inMemory
    ? { ...withoutStorage(configured), SCIM_STORAGE_CONNECTION_STRING: storage?.connectionString ?? '' }
    : configured;
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
      await storage?.close();
    };
    return { host, settings, settingsMade: made, dataFound, storage, close };
  } catch (error) {
    await storage?.close();
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

async function ownStorage(settings: Settings, inMemory: boolean): Promise<RunningTableServer | undefined> {
  if (inMemory) return startStorage(0, undefined);
  const port = localStoragePort(settings);
  return port === undefined ? undefined : startStorage(port, dataFolderOf(port));
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
