import { createServer } from 'node:http';
import { loadAzurite, type AzuriteModules } from './azuriteModules.ts';
import { account, ensureAccountKey } from './accountKey.ts';
import { folderHeader, folderHeaderValue, heldSentence, noteHolder, prepareFolder } from './dataFolder.ts';
import { HeldError, openDatabase, type Database } from './database.ts';
import { TableStore } from './tableStore.ts';
import { takeOver } from './takeOver.ts';

export interface TableServerPlace {
  readonly hostname: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Data folder; undefined for memory. */
  readonly folder: string | undefined;
}

export interface TableServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Azurite's keep-alive of 5 s closes connections just as a client uses them again. */
const keepAliveSeconds = 60;

/**
 * Starts Azurite's table service on our own store. A data folder has its own account key; memory has the key of
 * AZURITE_ACCOUNTS.
 *
 * @param fill puts rows into a new database
 * @throws an Error with a plain sentence if it can't start
 */
export async function openTableServer(
  { hostname, port, folder }: TableServerPlace,
  fill: (database: Database) => void = () => undefined,
): Promise<TableServer> {
  // Before Azurite is loaded, which takes longer: a second server on the same folder fails at once.
  const database = openFolder(folder, fill);
  try {
    const server = await listen(loadAzurite(), database, { hostname, port, folder });
    const { port: actual } = server;
    if (folder !== undefined) noteHolder(folder, { pid: process.pid, port: actual });
    return server;
  } catch (error) {
    database.close();
    throw error;
  }
}

function openFolder(folder: string | undefined, fill: (database: Database) => void): Database {
  if (folder === undefined) return openDatabase(undefined, fill);
  process.umask(0o077);
  prepareFolder(folder);
  try {
    const database = openDatabase(folder, (made) => {
      takeOver(made, folder);
      fill(made);
    });
    process.env.AZURITE_ACCOUNTS = `${account}:${ensureAccountKey(folder)}`;
    return database;
  } catch (error) {
    if (error instanceof HeldError) throw new Error(heldSentence(folder), { cause: error });
    throw error;
  }
}

async function listen(
  azurite: AzuriteModules,
  database: Database,
  { hostname, port, folder }: TableServerPlace,
): Promise<TableServer> {
  const store = new TableStore(azurite, database, { complain: onceAMinute() });
  const accounts = accountsOf(new azurite.AccountDataStore(azurite.logger));
  const configuration = new azurite.Configuration(
    hostname,
    port,
    keepAliveSeconds,
    ':memory:', // Azurite's own file, of which it makes none
    false, // no debug log
    false, // no access log
    undefined, // and no stream for it
    undefined, // no file for the debug log
    false, // not loose: what Azure refuses is refused here
    true, // no check of the API version: the SDK may be newer than Azurite
  );
  const listeners = new azurite.RequestListenerFactory(
    store,
    accounts,
    false,
    undefined,
    true,
    undefined,
    false,
  );
  const http = createServer();
  const server = azuriteServer(new azurite.Server(hostname, port, http, listeners, configuration));
  if (folder !== undefined) {
    const value = folderHeaderValue(folder);
    http.prependListener('request', (_request, response) => response.setHeader(folderHeader, value));
  }
  await accounts.init();
  await server.start();
  const address = http.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    async close() {
      await server.close();
      await accounts.close();
      database.close();
    },
  };
}

/** Prints at most one sentence a minute: a full disk affects every request. */
function onceAMinute(): (sentence: string) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (sentence) => {
    if (performance.now() - last < 60_000) return;
    last = performance.now();
    console.error(sentence);
  };
}

interface Accounts {
  init(): Promise<void>;
  close(): Promise<void>;
}

interface AzuriteServer {
  start(): Promise<void>;
  close(): Promise<void>;
}

function accountsOf(value: unknown): Accounts {
  if (has(value, 'init') && has(value, 'close')) return value;
  throw new Error('this version of Azurite has another kind of account store.');
}

function azuriteServer(value: unknown): AzuriteServer {
  if (has(value, 'start') && has(value, 'close')) return value;
  throw new Error('this version of Azurite has another kind of server.');
}

function has<Name extends string>(
  value: unknown,
  name: Name,
): value is Readonly<Record<Name, () => Promise<void>>> {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, name) === 'function';
}
