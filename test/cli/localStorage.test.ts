import { TableClient } from '@azure/data-tables';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startTableServer, tableConnectionString } from '../../cli/host/azurite.ts';
import { readHolder } from '../../cli/host/tables/dataFolder.ts';
import {
  dataFolder,
  ended,
  findServing,
  localStorageOf,
  startStorage,
  type ServingStorage,
} from '../../cli/localStorage.ts';
import { freePort } from '../support/freshProject.ts';
import { startPlainAzurite } from '../support/plainAzurite.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'local-'));
});
afterAll(() => rm(folder, { recursive: true }));

const started: ServingStorage[] = [];
afterEach(async () => {
  for (const { server } of started.splice(0)) await server?.close();
});

async function start(name: string, port: number, mayBePlain = false): Promise<ServingStorage> {
  const storage = await startStorage({ folder: join(folder, name), port, mayBePlain });
  started.push(storage);
  return storage;
}

test('a second process on the same data says who holds them and where, and ends', async () => {
  const location = join(folder, 'held');
  const first = await startTableServer({ port: 0, hostname: '127.0.0.1', location });
  const pid = readHolder(location)?.pid ?? 0;
  await expect(startTableServer({ port: 0, hostname: '127.0.0.1', location })).rejects.toThrow(
    `the data in ${location} are held by process ${pid}, which serves them on port ${first.port}. Use that one, or end it first.`,
  );
  await first.close();
});

test('a storage that serves already is found, whatever its port', async () => {
  const first = await start('found', 0);
  const usual = await freePort();
  const again = await startStorage({ folder: join(folder, 'found'), port: usual, mayBePlain: false });
  expect(again).toEqual({ connectionString: first.connectionString, port: first.port, server: undefined });
});

test('one that ended is started again with the port and the data that the service goes on to look for', () => {
  expect(ended({ folder: dataFolder, port: 10002 })).toMatch(/: {2}npm run storage$/);
  expect(ended({ folder: '/srv/other data', port: 41403 })).toMatch(
    / {2}npm run storage -- --data "\/srv\/other data" --storage-port 41403$/,
  );
});

test('a port with the data of another folder is refused in a sentence that names it; a free port is its own', async () => {
  const other = await start('other', 0);
  await expect(start('mine', other.port)).rejects.toThrow(
    `Port ${other.port} serves other data than those in ${join(folder, 'mine')}: the data in ${join(folder, 'other')}.\n` +
      'For a storage of its own, take another port: --storage-port 0',
  );
  const mine = await start('mine', 0);
  expect(mine.port).not.toBe(other.port);
  expect(
    await findServing({ folder: join(folder, 'mine'), port: other.port, mayBePlain: false }),
  ).toMatchObject({
    port: mine.port,
  });
});

test('an Azurite of somebody is used where the settings name it with its key, and only there', async () => {
  const azurite = await startPlainAzurite();
  const settings = { SCIM_STORAGE_CONNECTION_STRING: tableConnectionString(azurite.port) };
  const named = localStorageOf(settings);
  expect(named).toMatchObject({ port: azurite.port, mayBePlain: true });
  if (named !== undefined)
    expect(await startStorage(named)).toMatchObject({ connectionString: azurite.connectionString });
  await expect(start('not-azurite', azurite.port)).rejects.toThrow(
    'To use that one, name it in SCIM_STORAGE_CONNECTION_STRING, with its key.',
  );
  await azurite.close();
});

test("Azurite's published key opens nothing", async () => {
  const { connectionString, port } = await start('key', 0);
  const tables = [connectionString, tableConnectionString(port)].map((connection) =>
    TableClient.fromConnectionString(connection, 'people', {
      allowInsecureConnection: true,
      retryOptions: { maxRetries: 0 },
    }),
  );
  await tables[0]?.createTable();
  await expect(tables[1]?.getEntity('p', 'r')).rejects.toMatchObject({ statusCode: 403 });
});

test('--data and --storage-port are about this machine, and refused beside an account in Azure', () => {
  const settings = { SCIM_STORAGE_ACCOUNT_URL: 'https://contoso.table.core.windows.net' };
  expect(localStorageOf(settings)).toBeUndefined();
  expect(() => localStorageOf(settings, { data: 'here' })).toThrow('Leave out the one or the other.');
  expect(() => localStorageOf(settings, { storagePort: 0 })).toThrow('Leave out the one or the other.');
});

test('data where no folder can be made are refused with a sentence', async () => {
  const location = '/proc/nowhere';
  await expect(startTableServer({ port: 0, hostname: '127.0.0.1', location })).rejects.toThrow(
    /^The table server cannot start with its data in \/proc\/nowhere: /,
  );
});
