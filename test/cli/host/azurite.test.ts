import { TableClient } from '@azure/data-tables';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isListening, startTableServer, tableConnectionString } from '../../../cli/host/azurite.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tables-'));
});
afterAll(() => rm(folder, { recursive: true }));

const start = (location?: string, port = 0) => startTableServer({ port, hostname: '127.0.0.1', location });
const table = (connectionString: string) =>
  TableClient.fromConnectionString(connectionString, 'people', {
    allowInsecureConnection: true,
    retryOptions: { maxRetries: 0 },
  });
const ada = { partitionKey: 'p', rowKey: 'r', name: 'Ada' };
const readName = async (connectionString: string) =>
  (await table(connectionString).getEntity<{ name: string }>('p', 'r')).name;

/** The child on its own, so that the test is its parent and can leave it. */
async function child(location: string) {
  const script = fileURLToPath(new URL('../../../cli/host/tableServerProcess.ts', import.meta.url));
  const process = fork(script, ['127.0.0.1', '0', location], { execArgv: ['--no-warnings'] });
  const [{ port }] = (await once(process, 'message')) as [{ port: number }];
  const people = table(tableConnectionString(port));
  await people.createTable();
  await people.createEntity(ada);
  return { process, port };
}

test('in memory it takes an entity, gives it back, and is gone after close', async () => {
  const server = await start();
  expect(server.connectionString).toContain(`http://127.0.0.1:${server.port}/devstoreaccount1`);
  const people = table(server.connectionString);
  await people.createTable();
  await people.createEntity(ada);
  expect(await readName(server.connectionString)).toBe('Ada');
  expect(await isListening(server.port)).toBe(true);

  const began = performance.now();
  await server.close();
  expect(performance.now() - began).toBeLessThan(3_000);
  expect(await isListening(server.port)).toBe(false);
  await server.close(); // Twice is once.
});

test('two servers in memory share nothing', async () => {
  const [one, other] = [await start(), await start()];
  await table(one.connectionString).createTable();
  await expect(table(other.connectionString).createEntity(ada)).rejects.toMatchObject({ statusCode: 404 });
  await Promise.all([one.close(), other.close()]);
});

describe('with a folder', () => {
  test('what was written just before close is there after a restart', async () => {
    const location = join(folder, 'made', 'on', 'start');
    const first = await start(location);
    const people = table(first.connectionString);
    await people.createTable();
    await people.createEntity(ada);
    await first.close();

    const second = await start(location);
    expect(await readName(second.connectionString)).toBe('Ada');
    await second.close();
  });

  test('it saves and ends when its parent disappears', async () => {
    const location = join(folder, 'orphan');
    const { process } = await child(location);
    process.disconnect();
    expect(await once(process, 'exit')).toEqual([0, null]);

    const again = await start(location);
    expect(await readName(again.connectionString)).toBe('Ada');
    await again.close();
  });

  test('it ignores SIGINT, which the whole terminal gets, and saves on SIGTERM', async () => {
    const location = join(folder, 'signals');
    const { process, port } = await child(location);
    process.kill('SIGINT');
    await sleep(200);
    expect(await readName(tableConnectionString(port))).toBe('Ada');
    process.kill('SIGTERM');
    expect(await once(process, 'exit')).toEqual([0, null]);

    const again = await start(location);
    expect(await readName(again.connectionString)).toBe('Ada');
    await again.close();
  });

  test('damaged data stop the start, and stay as they are', async () => {
    const location = join(folder, 'damaged');
    await (await start(location)).close();
    const file = join(location, '__azurite_db_table__.json');
    await writeFile(file, '{"half');
    await expect(start(location)).rejects.toThrow(
      `The table server cannot start with its data in ${location}: `,
    );
    expect(await readFile(file, 'utf8')).toBe('{"half');
  });
});

test('a port in use is a plain sentence', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const address = other.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await expect(start(undefined, port)).rejects.toThrow(
    `Port ${port} of 127.0.0.1 is already in use, so the table server cannot start there. Choose another port.`,
  );
  other.close();
});

test('a child that ends without a word is an error and not a wait', async () => {
  const script = join(folder, 'ends.js');
  await writeFile(script, '');
  await expect(
    startTableServer({ port: 0, hostname: '127.0.0.1', location: undefined, script }),
  ).rejects.toThrow('The table server ended before it listened.');
});
