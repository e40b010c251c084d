import { TableClient, RestError } from '@azure/data-tables';
import { setTimeout as sleep } from 'node:timers/promises';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { readAccountKey } from '../../cli/host/tables/accountKey.ts';
import { tableConnectionString } from '../../cli/host/azurite.ts';
import { randomFrom } from './tableOperations.ts';

/** What became of writes under which a table server was killed. */
export interface Losses {
  readonly acknowledged: number;
  /** Acknowledged, and gone. */
  readonly lost: number;
  /** Transactions of which a part is there. */
  readonly half: number;
}

const parts = ['a', 'b', 'c', 'd'];

/** Kills a table server again and again while writers send it transactions, and counts the rows at the end. */
export async function killWriters(options: {
  readonly location: string;
  readonly kills: number;
  readonly writers: number;
}): Promise<Losses> {
  const { location, kills, writers } = options;
  const random = randomFrom(kills);
  const acknowledged: string[] = [];
  for (let kill = 0; kill < kills; kill += 1) {
    const { child, table } = await startServer(location);
    const writing = Array.from({ length: writers }, (_, writer) =>
      write(table, `${kill}-${writer}`, acknowledged),
    );
    await sleep(50 + random(250));
    child.kill('SIGKILL');
    await Promise.all([once(child, 'exit'), ...writing]);
  }
  return count(location, acknowledged);
}

/** Writes until the server is gone. */
async function write(table: TableClient, name: string, acknowledged: string[]): Promise<void> {
  try {
    for (let n = 0; ; n += 1) {
      const key = `${name}-${n}`;
      await table.submitTransaction(
        parts.map((part) => [
          'create',
          { partitionKey: 'p', rowKey: `${key}:${part}`, text: 'x'.repeat(500) },
        ]),
      );
      acknowledged.push(key);
    }
  } catch (error) {
    // The connection broke: nobody knows whether the last one was written, and it may be either.
    if (!(error instanceof RestError) || error.statusCode !== undefined) throw error;
  }
}

async function count(location: string, acknowledged: readonly string[]): Promise<Losses> {
  const { child, table } = await startServer(location);
  const found = new Map<string, number>();
  for await (const { rowKey = '' } of table.listEntities({ queryOptions: { select: ['RowKey'] } })) {
    const key = rowKey.slice(0, rowKey.indexOf(':'));
    found.set(key, (found.get(key) ?? 0) + 1);
  }
  child.kill('SIGTERM');
  await once(child, 'exit');
  return {
    acknowledged: acknowledged.length,
    lost: acknowledged.filter((key) => !found.has(key)).length,
    half: [...found.values()].filter((number) => number !== parts.length).length,
  };
}

async function startServer(location: string): Promise<{ child: ChildProcess; table: TableClient }> {
  const script = join(import.meta.dirname, '../../dist/tableServer.js');
  const child = fork(script, ['127.0.0.1', '0', location], { execArgv: ['--no-warnings'] });
  const [word] = (await once(child, 'message')) as [{ port?: number; error?: string }];
  if (word.port === undefined) throw new Error(word.error);
  const connectionString = tableConnectionString(word.port, '127.0.0.1', readAccountKey(location));
  const table = TableClient.fromConnectionString(connectionString, 'written', {
    allowInsecureConnection: true,
    retryOptions: { maxRetries: 0 },
  });
  await table.createTable();
  return { child, table };
}
