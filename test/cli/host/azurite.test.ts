import { TableClient } from '@azure/data-tables';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { killWriters } from '../../support/killWriters.ts';
import { readAccountKey } from '../../../cli/host/tables/accountKey.ts';
import { isListening, startTableServer, tableConnectionString } from '../../../cli/host/azurite.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tables-'));
});
afterAll(() => rm(folder, { recursive: true }));

const script = join(import.meta.dirname, '../../../dist/tableServer.js');
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
async function child(location: string, execPath = process.execPath) {
  const forked = fork(script, ['127.0.0.1', '0', location], { execArgv: ['--no-warnings'], execPath });
  const [{ port }] = (await once(forked, 'message')) as [{ port: number }];
  const connectionString = tableConnectionString(port, '127.0.0.1', readAccountKey(location));
  const people = table(connectionString);
  await people.createTable();
  await people.createEntity(ada);
  return { process: forked, connectionString };
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
    const { process, connectionString } = await child(location);
    process.kill('SIGINT');
    await sleep(200);
    expect(await readName(connectionString)).toBe('Ada');
    process.kill('SIGTERM');
    expect(await once(process, 'exit')).toEqual([0, null]);

    const again = await start(location);
    expect(await readName(again.connectionString)).toBe('Ada');
    await again.close();
  });

  test('data that are damaged stop the start with a way out, and stay as they are', async () => {
    const location = join(folder, 'damaged');
    const server = await start(location);
    const people = table(server.connectionString);
    await people.createTable();
    for (let i = 0; i < 40; i += 1)
      await people.createEntity({ ...ada, rowKey: String(i), name: 'x'.repeat(1_000) });
    await server.close();
    const file = join(location, 'tables.db');
    const bytes = await readFile(file);
    bytes.fill(0xa5, 8_192, 20_000);
    await writeFile(file, bytes);
    await expect(start(location)).rejects.toThrow(
      /^The table server cannot start with its data in .*damaged: they are damaged \(.*\)\. They stay as they are\. Move tables\.db and tables\.db-wal .*restore a backup/,
    );
    expect((await readFile(file)).equals(bytes)).toBe(true);
    await writeFile(file, 'no database at all');
    await expect(start(location)).rejects.toThrow('they are damaged (file is not a database)');
  });

  test('what an earlier release kept in a JSON file is taken over once, and the file stays', async () => {
    const location = join(folder, 'earlier');
    await mkdir(location);
    const file = await earlier(location);
    const text = await readFile(file, 'utf8');
    const first = await start(location);
    expect(await readName(first.connectionString)).toBe('Ada');
    await table(first.connectionString).deleteEntity('p', 'r');
    await first.close();
    const second = await start(location);
    await expect(readName(second.connectionString)).rejects.toMatchObject({ statusCode: 404 });
    await second.close();
    expect(await readFile(file, 'utf8')).toBe(text);
  });

  test('a JSON file of an earlier release that is damaged stops the start, and nothing is made of it', async () => {
    const location = join(folder, 'earlier-damaged');
    await mkdir(location);
    const file = await earlier(location);
    const whole = await readFile(file, 'utf8');
    await writeFile(file, '{"half');
    await expect(start(location)).rejects.toThrow(
      /earlier release kept the data, is damaged\. It stays as it is\./,
    );
    expect(await readFile(file, 'utf8')).toBe('{"half');
    await writeFile(file, whole);
    const server = await start(location);
    expect(await readName(server.connectionString)).toBe('Ada');
    await server.close();
  });

  test('nobody but the owner reads the folder and what is in it', async () => {
    const location = join(folder, 'modes');
    await mkdir(location, { mode: 0o755 });
    await chmod(await earlier(location), 0o644);
    const server = await start(location);
    const modes: Record<string, string> = {};
    for (const name of ['.', ...(await readdir(location))])
      modes[name] = ((await stat(join(location, name))).mode & 0o777).toString(8);
    await server.close();
    expect(modes).toEqual({
      '.': '700',
      '__azurite_db_table__.json': '600',
      'account.key': '600',
      'server.json': '600',
      'tables.db': '600',
      'tables.db-wal': '600',
    });
  });

  test('after SIGKILL whatever was answered is there, whole transactions only, and the lock is gone', async () => {
    const location = join(folder, 'killed');
    expect(await killWriters({ location, kills: 3, writers: 8 })).toMatchObject({ lost: 0, half: 0 });
  });

  test('a full disk is a 503 with a sentence, nothing is half written, and what fits is still taken', async () => {
    const location = join(folder, 'full');
    // No file may grow beyond 600 blocks, which SQLite meets as it meets a full disk: a write fails.
    const limited = join(folder, 'limited.sh');
    await writeFile(limited, `#!/bin/sh\nulimit -f 600\nexec "${process.execPath}" "$@"\n`, { mode: 0o755 });
    const server = await child(location, limited);
    const people = table(server.connectionString);
    let written = 0;
    const fill = async () => {
      for (; ; written += 1)
        await people.submitTransaction(
          ['a', 'b'].map((part) => [
            'create',
            { partitionKey: 'full', rowKey: `${written}-${part}`, name: 'x'.repeat(5_000) },
          ]),
        );
    };
    await expect(fill()).rejects.toMatchObject({
      statusCode: 503,
      message: expect.stringMatching(/local data cannot be read or written|disk .* is full/) as unknown,
    });
    expect(written).toBeGreaterThan(5);
    await expect(
      people.createEntity({ ...ada, rowKey: 'single', name: 'x'.repeat(9_000) }),
    ).rejects.toMatchObject({
      statusCode: 503,
    });
    const keys: string[] = [];
    for await (const { rowKey } of people.listEntities({
      queryOptions: { filter: "PartitionKey eq 'full'" },
    }))
      keys.push(String(rowKey));
    expect(keys).toHaveLength(2 * written);
    server.process.kill('SIGTERM');
    await once(server.process, 'exit');

    const roomy = await start(location);
    await table(roomy.connectionString).createEntity({ ...ada, rowKey: 'single' });
    await roomy.close();
  });
});

/** A file as Azurite itself saved it, with one entity in it. */
async function earlier(location: string): Promise<string> {
  const file = join(location, '__azurite_db_table__.json');
  await copyFile(join(import.meta.dirname, '../../fixtures/tablesOfAzurite.json'), file);
  return file;
}

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
  const ends = join(folder, 'ends.js');
  await writeFile(ends, '');
  await expect(
    startTableServer({ port: 0, hostname: '127.0.0.1', location: undefined, script: ends }),
  ).rejects.toThrow('The table server ended before it listened.');
});
