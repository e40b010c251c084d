import { relative } from 'node:path';
import { defined } from '../../shared/scim/json.ts';
import { readHolder } from '../host/tables/dataFolder.ts';
import {
  connectionStringOf,
  dataFolder,
  findServing,
  localStorageOf,
  startStorage,
  type LocalStorage,
  type LocalStorageChoice,
} from '../localStorage.ts';
import type { Output } from '../output.ts';
import { InputError } from '../exitCode.ts';
import { readLocalSettings, root, defaultStoragePort } from '../settings.ts';
import { untilStopped } from '../signals.ts';
import { data, storagePort } from '../storageOptions.ts';
import { json, outputOf, type Json, type Registration } from './command.ts';

interface StorageOptions extends Json, LocalStorageChoice {
  readonly connectionString?: boolean;
}

export const registerStorage: Registration = (program) => {
  program
    .command('storage')
    .description('run only the local table storage')
    .addOption(data())
    .addOption(storagePort())
    .option('--connection-string', 'print its connection string, with its key, instead of running it')
    .option(...json)
    .action((options: StorageOptions) => storage(options, outputOf(options)));
};

/** `uniflow-scim storage`: the local table server alone, for Core Tools and for other commands. */
async function storage(options: StorageOptions, output: Output): Promise<void> {
  const local = await chosenStorage(options);
  if (options.connectionString === true) {
    await printConnectionString(local, output);
    return;
  }
  const { port, server } = await startStorage(local);
  const where = relative(root, local.folder);
  output.json({ port, folder: local.folder, started: server !== undefined });
  if (server === undefined) {
    const holder = readHolder(local.folder);
    output.note(
      `The data in ${where}/ are served already: on 127.0.0.1:${port}, by process ${holder?.pid ?? 'unknown'}.`,
    );
    return;
  }
  const stopped = untilStopped();
  output.note(`Table storage on 127.0.0.1:${port}, its data in ${where}/. Ctrl-C ends it.`);
  await stopped;
  await server.close();
  output.note('Saved and ended.');
}

/** The folder of the local settings, as for `start`, if they name a local storage. */
async function chosenStorage({ data: folder, storagePort: port }: LocalStorageChoice): Promise<LocalStorage> {
  const choice = {
    ...defined({ data: folder, storagePort: port }),
  };
  const { SCIM_STORAGE_CONNECTION_STRING: environment } = process.env;
  const settings =
    environment === undefined ? await readLocalSettings() : { SCIM_STORAGE_CONNECTION_STRING: environment };
  const named = localStorageOf(settings) === undefined ? undefined : localStorageOf(settings, choice);
  return (
    named ??
    localStorageOf({ SCIM_STORAGE_CONNECTION_STRING: 'UseDevelopmentStorage=true' }, choice) ?? {
      folder: dataFolder,
      port: defaultStoragePort,
      mayBePlain: false,
    }
  );
}

async function printConnectionString(local: LocalStorage, output: Output): Promise<void> {
  const connectionString = (await findServing(local))?.connectionString ?? connectionStringOf(local);
  if (connectionString === undefined)
    throw new InputError(`There are no data in ${local.folder} yet: start the storage once.`);
  output.json({ connectionString });
  output.value(connectionString);
}
