import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { runCoreTools, type CoreToolsOptions } from '../../cli/commands/func.ts';
import { isListening, tableConnectionString } from '../../cli/host/azurite.ts';
import { readAccountKey } from '../../cli/host/tables/accountKey.ts';
import type { Settings } from '../../cli/settings.ts';

const development = 'UseDevelopmentStorage=true';

let folder: string;
let tablePort: number;
let blobPort: number;

async function listening(port = 0): Promise<Server> {
  const server = createServer((socket) => socket.destroy()).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function freePorts(count: number): Promise<number[]> {
  // All are held until all are known, so that they differ.
  const servers = await Promise.all(Array.from({ length: count }, () => listening()));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

/** Stands in for Core Tools: writes down what it finds, and ends. */
const standIn = () => `#!${process.execPath}
const { writeFileSync } = require('node:fs');
const { connect } = require('node:net');
const answers = (port) => new Promise((resolve) => {
  const socket = connect(port, '127.0.0.1', () => { socket.destroy(); resolve(true); });
  socket.on('error', () => resolve(false));
});
Promise.all([answers(${tablePort}), answers(${blobPort})]).then(async ([tables, blobs]) => {
  const comp = blobs && (await fetch('http://127.0.0.1:${blobPort}/devstoreaccount1?comp=list').catch(() => undefined));
  writeFileSync(${JSON.stringify(join(folder, 'found.json'))}, JSON.stringify({
    words: process.argv.slice(2),
    tables,
    blobs,
    azurite: comp ? comp.headers.has('x-ms-request-id') : false,
    storage: process.env.AzureWebJobsStorage,
    connection: process.env.SCIM_STORAGE_CONNECTION_STRING,
  }));
  process.exit(Number(process.env.FUNC_TEST_EXIT));
});
`;

interface Found {
  words: string[];
  tables: boolean;
  blobs: boolean;
  azurite: boolean;
  storage?: string;
  connection?: string;
}

const tables = () => ({ folder: join(folder, 'data'), port: tablePort, mayBePlain: false });

async function run(
  settings: Settings = {},
  words: readonly string[] = [],
  more: Partial<CoreToolsOptions> = {},
): Promise<{ code: number; found: Found }> {
  const code = await runCoreTools({ settings, tables: tables(), blobPort, words, ...more });
  return { code, found: JSON.parse(await readFile(join(folder, 'found.json'), 'utf8')) as Found };
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'func-'));
  [tablePort = 0, blobPort = 0] = await freePorts(2);
  await writeFile(join(folder, 'func'), standIn(), { mode: 0o755 });
  vi.stubEnv('PATH', `${folder}:${process.env.PATH ?? ''}`);
  vi.stubEnv('AzureWebJobsStorage', undefined);
  vi.stubEnv('FUNC_TEST_EXIT', '0');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

test('Core Tools find tables, blobs and AzureWebJobsStorage; all of it ends with them', async () => {
  const listeners = process.listenerCount('SIGINT');
  const { code, found } = await run();
  expect(found).toEqual({
    words: ['start'],
    tables: true,
    blobs: true,
    azurite: true,
    storage: development,
    connection: tableConnectionString(tablePort, '127.0.0.1', readAccountKey(join(folder, 'data'))),
  });
  expect(code).toBe(0);
  expect([await isListening(tablePort), await isListening(blobPort)]).toEqual([false, false]);
  expect((await stat(join(folder, 'data/blob'))).isDirectory()).toBe(true);
  expect(process.listenerCount('SIGINT')).toBe(listeners);
});

test('the account of local.settings.json is left to Core Tools; other words and their exit code are passed on', async () => {
  vi.stubEnv('FUNC_TEST_EXIT', '3');
  const { code, found } = await run({ AzureWebJobsStorage: development }, ['--port', '7072', '--verbose']);
  expect(found).toMatchObject({ words: ['start', '--port', '7072', '--verbose'], blobs: true });
  expect(found.storage).toBeUndefined();
  expect(code).toBe(3);
});

test('what uses the blob port already is used, and stays', async () => {
  const other = await listening(blobPort);
  const { found } = await run({}, [], { tables: undefined });
  expect(found).toMatchObject({ blobs: true, azurite: false, storage: development });
  expect(await isListening(blobPort)).toBe(true);
  other.close();
});

test('another account in the environment stays, and needs no blob server', async () => {
  vi.stubEnv('AzureWebJobsStorage', 'AccountName=other');
  const { found } = await run({ AzureWebJobsStorage: development });
  expect(found).toMatchObject({ tables: true, blobs: false, storage: 'AccountName=other' });
});

test('no table server is started where the tables are in an account', async () => {
  vi.stubEnv('AzureWebJobsStorage', 'AccountName=other');
  const { found } = await run({}, [], { tables: undefined });
  expect(found).toMatchObject({ tables: false, blobs: false });
});

test('without Core Tools a sentence says where they are to be had, and storage ends', async () => {
  vi.stubEnv('PATH', join(folder, 'nothing'));
  const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  expect(await runCoreTools({ settings: {}, tables: tables(), blobPort })).toBe(1);
  expect(written.mock.calls.join('')).toContain('there is no command "func"');
  written.mockRestore();
  expect([await isListening(tablePort), await isListening(blobPort)]).toEqual([false, false]);
});
