import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { StoredResource } from '../../shared/scim/represent.ts';
import { countUsers } from '../../shared/store/countUsers.ts';
import type { Partition } from '../../shared/store/partition.ts';
import { readLog } from '../../shared/store/readLog.ts';
import { readById } from '../../shared/store/readUsers.ts';
import { restoreUser } from '../../shared/store/restoreUser.ts';
import { createUser, deleteUser } from '../../shared/store/writeUsers.ts';
import { startCommands, type Commands } from '../support/commands.ts';
import { audit, collect, entryOf, storedUser } from '../support/store.ts';

let from: Commands;
let to: Commands;
let folder: string;
/** Of three people, with what each kind of row is made of. */
let file: string;
const people: StoredResource[] = ['ada', 'bob', 'cleo'].map((name, index) =>
  storedUser(
    { userName: name, externalId: `x-${name}`, displayName: 'ä'.repeat(index * 15_000 + 1) },
    { card: `00${index}`, emails: [`${name}@example.com`, `${name}@example.org`] },
  ),
);

const partitionOf = ({ users }: Commands, tenant: string): Partition => {
  return { table: users, tenant, signal: new AbortController().signal };
};

beforeAll(async () => {
  [from, to] = [await startCommands(), await startCommands()];
  folder = await mkdtemp(join(tmpdir(), 'backup-'));
  file = join(folder, 'backup.jsonl');
  await from.json('tenant', 'add', 'acme', '--card-number', 'shared');
  await from.json('tenant', 'add', 'empty');
  const partition = partitionOf(from, 'acme');
  const gone = storedUser({ userName: 'gone' });
  for (const person of [...people, gone]) await createUser(partition, person, entryOf('create', person));
  const read = await readById(partition, gone.id);
  if (read !== undefined) await deleteUser(partition, read, entryOf('delete', gone));
  expect(await from.json('backup', file)).toEqual({
    file,
    tenants: 2,
    users: 3,
    logEntries: 5,
    damagedTenants: [],
  });
});
afterAll(async () => {
  await Promise.all([from.stop(), to.stop(), rm(folder, { recursive: true })]);
});
afterEach(async () => {
  for (const name of ['acme', 'empty']) {
    for (const table of [to.users, to.tenants]) await emptied(table, name);
  }
});

/** Takes away what a test has restored: a removal by the command waits two minutes. */
async function emptied(table: Commands['users'], name: string): Promise<void> {
  await table.createTable();
  const filter = `PartitionKey eq '${name}' or (PartitionKey eq 'tenants' and RowKey eq '${name}')`;
  for await (const { partitionKey, rowKey } of table.listEntities({ queryOptions: { filter } }))
    await table.deleteEntity(String(partitionKey), String(rowKey));
}

/** A backup in another file, changed. */
async function changed(change: (text: string) => string): Promise<string> {
  const path = join(folder, `${Math.random()}.jsonl`);
  await writeFile(path, change(await readFile(file, 'utf8')));
  return path;
}

test('what is restored is what was backed up: people with all their rows, their number, the log, the tenant', async () => {
  expect(await to.json('restore', file)).toEqual({
    restored: ['acme', 'empty'],
    leftAlone: [],
    users: 3,
    logEntries: 5,
    missing: [],
  });
  const [was, is] = [partitionOf(from, 'acme'), partitionOf(to, 'acme')];
  expect(await audit(is)).toEqual(await audit(was));
  expect(await countUsers(is)).toBe(3);
  expect(await collect(readLog(is))).toEqual(await collect(readLog(was)));
  expect(await to.stored('acme')).toEqual(await from.stored('acme'));
  expect(await to.json('user', 'list', 'acme')).toEqual(await from.json('user', 'list', 'acme'));
});

test('a tenant that is there stays as it is', async () => {
  await to.json('tenant', 'add', 'acme', '--display-name', 'Another');
  const before = await to.stored('acme');
  expect(await to.json('restore', file)).toMatchObject({
    restored: ['empty'],
    leftAlone: ['acme'],
    users: 0,
  });
  expect(await to.stored('acme')).toEqual(before);
  expect(await countUsers(partitionOf(to, 'acme'))).toBe(0);
});

test('what was interrupted goes on', async () => {
  const [ada] = people;
  if (ada === undefined) throw new Error('There is nobody.');
  expect(await restoreUser(partitionOf(to, 'acme'), ada)).toBe('restored');
  expect(await to.json('restore', file)).toMatchObject({
    restored: ['acme', 'empty'],
    users: 3,
    missing: [],
  });
  expect((await audit(partitionOf(to, 'acme'))).count).toBe(3);
});

test('nobody is overwritten: who can not be restored is named', async () => {
  await restoreUser(partitionOf(to, 'acme'), storedUser({ userName: 'BOB' }));
  const { code, stdout, stderr } = await to.run('restore', file, '--json');
  const missing = [`i:${people[1]?.id ?? ''}`];
  expect(JSON.parse(stdout)).toMatchObject({ users: 2, missing });
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(missing[0] ?? '') as unknown });
});

test("what is damaged stands in nobody else's way", async () => {
  const damaged = await changed((text) =>
    text.replace('"document0":"', '"document0":"?').replace('"action":"delete"', '"action":"nothing"'),
  );
  const { code, stdout } = await to.run('restore', damaged, '--json');
  expect(JSON.parse(stdout)).toMatchObject({
    restored: ['acme', 'empty'],
    users: 2,
    logEntries: 4,
    missing: [expect.stringMatching(/^i:/), expect.stringMatching(/^a:/)],
  });
  expect(code).toBe(1);
  expect((await audit(partitionOf(to, 'acme'))).count).toBe(2);
});

test.each([
  [
    'that was cut off',
    (text: string) => text.split('\n').slice(0, -2).join('\n'),
    'its last line is missing',
  ],
  [
    'that lacks a line',
    (text: string) => text.replace(/^\{"user".*\n/m, ''),
    'not as many lines as its end says',
  ],
  ['that is something else', () => 'no backup', 'Line 1 of the file'],
])('a file %s is refused before anything is written', async (_, change, said) => {
  expect(await to.refusal('restore', await changed(change))).toContain(said);
  expect(await countUsers(partitionOf(to, 'acme'))).toBe(0);
});

test('the file is for nobody else, and no backup is written over another', async () => {
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const before = await readFile(file, 'utf8');
  expect(await from.refusal('backup', file)).toContain(`${file} is there already.`);
  expect(await readFile(file, 'utf8')).toBe(before);
});

test('a file that is not there is named', async () => {
  expect(await to.refusal('restore', `${file}.none`)).toContain(`${file}.none is not there.`);
});
