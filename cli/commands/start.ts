import { relative } from 'node:path';
import { readConfig, readPublicUrl } from '../../shared/config/config.ts';
import { defined } from '../../shared/scim/json.ts';
import type { Table } from '../../shared/store/tables.ts';
import { ensureTenant } from '../../shared/tenants/lifecycle.ts';
import { firstManagementToken } from '../consoleSettings.ts';
import { requestLog, scriptLog } from '../hostLog.ts';
import { startLocalService, type LocalService } from '../localService.ts';
import type { LocalStorageChoice } from '../localStorage.ts';
import { adviseIfLost } from '../lostOutput.ts';
import type { Output } from '../output.ts';
import { data, port, storagePort } from '../storageOptions.ts';
import { defaultPort } from '../tenantUrl.ts';
import { json, outputOf, type Registration } from './command.ts';
import { tryIt } from '../tryIt.ts';
import { untilStopped } from '../signals.ts';
import { root, type Settings } from '../settings.ts';
import { tokenFromOptions } from '../tokenInput.ts';
import { localStoragePort, openTenants } from '../storage.ts';
import { programName } from '../programName.ts';

interface StartOptions extends LocalStorageChoice {
  readonly port: number;
  readonly host: string;
  readonly inMemory?: boolean;
  readonly json?: boolean;
}

export const registerStart: Registration = (program) => {
  program
    .command('start')
    .description('serve locally, with local table storage')
    .option('--port <port>', 'port to serve on; 0 takes a free one', port, defaultPort)
    .option('--host <address>', 'address to listen on', 'localhost')
    .option('--in-memory', 'keep new data in memory only; do not use the local data')
    .addOption(data().conflicts('inMemory'))
    .addOption(storagePort().conflicts('inMemory'))
    .option(...json)
    .action((options: StartOptions) => start(options, outputOf(options)));
};

/** `uniflow-scim start`: the local host. The first start creates the tenant `demo` and prints its token once. */
async function start(options: StartOptions, output: Output): Promise<void> {
  const service = await startLocalService({
    ...options,
    port: options.port,
    hostname: options.host,
    inMemory: options.inMemory === true,
    console: true,
    log: options.json === true ? scriptLog : requestLog,
  });
  const { host, settings, storage } = service;
  try {
    const tenantUrl = `${host.url}/scim/demo`;
    const elsewhere = options.inMemory === true ? undefined : otherAddress(settings, host.url);
    const tenants = await openTenants(settings);
    const { token } = await ensureTenant(tenants, 'demo', {}, tokenFromOptions(settings));
    const console = await localConsole(service, tenants);
    if (token !== undefined)
      adviseIfLost(
        `The secret token was not seen by anybody. For another one:  ${programName()} token rotate demo`,
      );
    output.json({
      url: host.url,
      tenantUrl,
      ...defined({ secretToken: token, storageConnectionString: storage?.connectionString }),
      ...console,
    });
    output.fields(`Serving ${host.functions.length} functions on ${host.url}`, {
      'Provisioning tenant URL': tenantUrl,
      ...defined({ 'Provisioning secret token': token }),
      ...defined({ 'Web console': console.consoleUrl, 'Management token': console.managementToken }),
      Storage: describeStorage(service, options.inMemory === true),
    });
    if (service.settingsMade) output.note(madeSettings(service.dataFound));
    output.note(token === undefined ? repeated : tryIt(tenantUrl, token));
    if (console.managementToken !== undefined) output.note(signInNote);
    if (elsewhere !== undefined) output.note(elsewhere);
    // Before the address is printed: a script that reads it may stop the service at once.
    const stopped = untilStopped();
    output.note('Ctrl-C ends it.');
    await stopped;
  } finally {
    await service.close();
  }
  output.note(options.inMemory === true ? 'Ended.' : 'Saved and ended.');
}

/** The web console if it is served, and a token to sign in with if the storage of this machine has none yet. */
async function localConsole({ host, settings, storage }: LocalService, table: Table): Promise<LocalConsole> {
  if (!readConfig({ ...process.env, ...settings }).console) return {};
  const managementToken = storage === undefined ? undefined : await firstManagementToken(table, settings);
  return { consoleUrl: `${host.url}/console`, ...defined({ managementToken }) };
}

interface LocalConsole {
  readonly consoleUrl?: string;
  readonly managementToken?: string;
}

const signInNote = `Paste the management token into the web console to sign in. It is shown this once; for another one:  ${programName()} management rotate`;

/** How to make other commands print the served address, if it is not the default one. */
function otherAddress(settings: Settings, url: string): string | undefined {
  const usual = `http://localhost:${defaultPort}`;
  if (url === usual || readPublicUrl(settings) !== undefined || localStoragePort(settings) === undefined)
    return undefined;
  return `Other commands print tenant URLs that begin with ${usual}. So that they are right, in their terminal:\n\n  export SCIM_PUBLIC_URL=${url}`;
}

const repeated = `The secret token of "demo" was shown on first start. For a new one:  ${programName()} token rotate demo`;

function madeSettings(dataFound: boolean): string {
  const made = 'local.settings.json was made, with keys of its own. Git ignores it.';
  const warning =
    'Attention: the local data is older than its sealing key. Its PINs and codes were sealed with another key, and only that one opens them.';
  return dataFound ? `${made}\n${warning}` : made;
}

function describeStorage({ settings, storage, folder }: LocalService, inMemory: boolean): string {
  if (inMemory) return 'in memory, gone when this ends';
  if (storage === undefined || folder === undefined)
    return settings.SCIM_STORAGE_ACCOUNT_URL ?? 'the account of SCIM_STORAGE_CONNECTION_STRING';
  const where = `127.0.0.1:${storage.port}`;
  return storage.server === undefined
    ? `the table server that runs on ${where}`
    : `${relative(root, folder)}/, by a table server on ${where}`;
}
