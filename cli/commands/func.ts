import { spawn } from 'node:child_process';
import { defined } from '../../shared/scim/json.ts';
import { once } from 'node:events';
import { join } from 'node:path';
import { isListening } from '../host/azurite.ts';
import { startBlobServer, type RunningBlobServer } from '../host/blobServer.ts';
import type { Registration } from './command.ts';
import { ensureLocalSettings, root, type Settings } from '../settings.ts';
import { exitCode } from '../exitCode.ts';
import { dataFolder, localStorageOf, startStorage, type LocalStorage } from '../localStorage.ts';
import { namedSettings } from '../storage.ts';

/** How to start Core Tools. */
export interface CoreToolsOptions {
  /** Settings of `local.settings.json`, which Core Tools read themselves. */
  readonly settings: Settings;
  /** Undefined if the service's tables are not on this machine. */
  readonly tables: LocalStorage | undefined;
  readonly blobPort: number;
  /** Further arguments of `func start`, such as `--port`. */
  readonly words?: readonly string[];
}

/** Azurite's default, which `UseDevelopmentStorage=true` means. */
const defaultBlobPort = 10_000;

const development = 'UseDevelopmentStorage=true';

export const registerFunc: Registration = (program) => {
  program
    .command('func')
    .description('serve with Azure Functions Core Tools, if they are installed')
    .argument('[words...]', 'arguments for "func start", such as --port 7072 or --verbose')
    .allowUnknownOption()
    .action(async (words: readonly string[]) => {
      process.exitCode = await func(words);
    });
};

/** `npm run start:func`: Azure Functions Core Tools with the settings and the local storage of `npm start`. */
async function func(words: readonly string[]): Promise<number> {
  const { settings } = await ensureLocalSettings();
  const tables = localStorageOf(await namedSettings());
  return runCoreTools({ settings, tables, blobPort: defaultBlobPort, words });
}

/**
 * Runs `func start` with table storage for the service and blob storage for the host, which keeps its timers' last
 * runs there.
 *
 * @returns the exit code of `func`
 */
export async function runCoreTools(options: CoreToolsOptions): Promise<number> {
  const own = [process.env.AzureWebJobsStorage, options.settings.AzureWebJobsStorage].find(isSet);
  const storage = options.tables === undefined ? undefined : await startStorage(options.tables);
  let blobs: RunningBlobServer | undefined;
  try {
    blobs = isDevelopment(own ?? development) ? await startBlobs(options) : undefined;
    const environment: Settings = {
      ...(own === undefined ? { AzureWebJobsStorage: development } : {}),
      // The key is in the tables' folder; the settings say only that the tables are local.
      ...defined({ SCIM_STORAGE_CONNECTION_STRING: storage?.connectionString }),
    };
    return await runFunc(environment, options.words ?? []);
  } finally {
    await blobs?.close();
    await storage?.server?.close();
  }
}

/** Starts the blob server; undefined if something listens on its port. */
async function startBlobs({ blobPort, tables }: CoreToolsOptions): Promise<RunningBlobServer | undefined> {
  const folder = tables?.folder ?? dataFolder;
  return (await isListening(blobPort)) ? undefined : startBlobServer(blobPort, join(folder, 'blob'));
}

async function runFunc(environment: Settings, words: readonly string[]): Promise<number> {
  // Ctrl-C reaches Core Tools too: storage ends after them.
  const ignore = () => undefined;
  process.on('SIGINT', ignore);
  try {
    const env = { ...process.env, ...environment };
    const tools = spawn('func', ['start', ...words], { cwd: root, stdio: 'inherit', env });
    await once(tools, 'exit');
    return tools.exitCode ?? exitCode.failed;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    process.stderr.write(
      'Azure Functions Core Tools are not installed: there is no command "func".\n' +
        'Install them (https://learn.microsoft.com/azure/azure-functions/functions-run-local), or use "npm start", which needs none.\n',
    );
    return exitCode.failed;
  } finally {
    process.off('SIGINT', ignore);
  }
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}

function isDevelopment(connection: string): boolean {
  return connection.toLowerCase().startsWith(development.toLowerCase());
}
