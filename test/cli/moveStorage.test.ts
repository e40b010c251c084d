import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTableServer, type RunningTableServer } from '../../cli/host/azurite.ts';
import { openTable } from '../../shared/store/tables.ts';
import { insertUser } from '../../shared/store/userRows.ts';
import type { Partition } from '../../shared/store/partition.ts';
import { startCommands, type Commands } from '../support/commands.ts';
import { startPlainAzurite } from '../support/plainAzurite.ts';
import { audit, entryOf, storedUser } from '../support/store.ts';

let here: Commands;
let folder: string;
let onDisk: RunningTableServer;
let azurite: Awaited<ReturnType<typeof startPlainAzurite>>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'move-'));
  [here, azurite, onDisk] = await Promise.all([
    startCommands(),
    // Of all that runs without a subscription this is nearest to an account in Azure.
    startPlainAzurite(),
    startTableServer({ port: 0, hostname: '127.0.0.1', location: join(folder, 'data') }),
  ]);
});
afterAll(async () => {
  await Promise.all([here.stop(), azurite.close(), onDisk.close()]);
  await rm(folder, { recursive: true });
});

async function partitionIn(connectionString: string): Promise<Partition> {
  const table = await openTable({ connectionString }, 'scimUsers');
  await table.createTable();
  return { table, tenant: 'acme', signal: new AbortController().signal };
}

test('backup on one storage and restore on another moves all, from the local one and to it', async () => {
  const source = await partitionIn(onDisk.connectionString);
  const local = { SCIM_STORAGE_CONNECTION_STRING: onDisk.connectionString };
  const remote = { SCIM_STORAGE_CONNECTION_STRING: azurite.connectionString };
  expect((await here.runWith(local, 'tenant', 'add', 'acme', '--json')).code).toBe(0);
  for (let n = 0; n < 30; n += 1) {
    const user = storedUser(
      { userName: `user${n}😀`, externalId: `～${n}` },
      { card: `0${n}`, emails: [`${n}@example.com`] },
    );
    await insertUser(source, user, entryOf('create', user));
  }
  const moves = [
    { from: local, to: remote, target: azurite.connectionString },
    { from: remote, to: here.settings, target: here.settings.SCIM_STORAGE_CONNECTION_STRING ?? '' },
  ];
  const before = await audit(source);
  expect(before.users).toHaveLength(30);
  for (const [index, { from, to, target }] of moves.entries()) {
    const file = join(folder, `move-${index}.jsonl`);
    expect(await here.runWith(from, 'backup', file)).toMatchObject({ code: 0 });
    expect(await here.runWith(to, 'restore', file, '--all')).toMatchObject({ code: 0 });
    const after = await audit(await partitionIn(target));
    expect(after.users.map(({ id }) => id).sort()).toEqual(before.users.map(({ id }) => id).sort());
    expect({ count: after.count, created: after.log.create }).toEqual({ count: 30, created: 30 });
  }
});
