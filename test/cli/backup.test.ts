import { access, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { withLines } from '../../cli/openFile.ts';
import { backUp } from '../../shared/jobs/backup/backUp.ts';
import { contentsOf } from '../../shared/jobs/backup/contents.ts';
import { writeLine } from '../../shared/jobs/backup/contents.ts';
import { restore, type RestoreProgress } from '../../shared/jobs/backup/restore.ts';
import type { StoredResource } from '../../shared/scim/represent.ts';
import { countUsers } from '../../shared/store/countUsers.ts';
import type { Partition } from '../../shared/store/partition.ts';
import { readLog } from '../../shared/store/readLog.ts';
import { readById } from '../../shared/store/readUsers.ts';
import { restoreUser } from '../../shared/store/restore.ts';
import { insertUser, deleteUserRows } from '../../shared/store/userRows.ts';
import { readTenant, writeTenant } from '../../shared/tenants/tenantStore.ts';
import { startCommands, type Commands, type Result } from '../support/commands.ts';
import { startStorageProxy, type StorageCall, type StorageProxy } from '../support/storageProxy.ts';
import { allRows, audit, collect, entryOf, storedUser } from '../support/store.ts';

const never = new AbortController().signal;

let from: Commands;
let to: Commands;
let folder: string;
/** Of three people, with what each kind of row is made of. */
let file: string;
const people: StoredResource[] = ['ada', 'bob', 'cleo'].map((name, index) =>
  storedUser(
    { userName: name, externalId: `x-${name}`, displayName: `\u2028${'ä'.repeat(index * 15_000 + 1)}\u2029` },
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
  await from.tenant('acme', '--card-number', 'shared');
  await from.tenant('empty');
  const partition = partitionOf(from, 'acme');
  const gone = storedUser({ userName: 'gone' });
  for (const person of [...people, gone]) await insertUser(partition, person, entryOf('create', person));
  const read = await readById(partition, gone.id);
  if (read !== undefined) await deleteUserRows(partition, read, entryOf('delete', gone));
  expect(await from.json('backup', file)).toEqual({
    file,
    ...{ tenants: 2, users: 3, groups: 0, memberships: 0, logEntries: 5 },
    damagedTenants: [],
  });
});
afterAll(async () => {
  await Promise.all([from.stop(), to.stop(), rm(folder, { recursive: true })]);
});
afterEach(async () => {
  for (const name of ['acme', 'empty', 'leaving']) {
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

/** The same line by line. */
function changedLines(change: (line: Line) => object): Promise<string> {
  return changed((text) =>
    text
      .split('\n')
      .map((line) => (line === '' ? '' : JSON.stringify(change(JSON.parse(line) as Line))))
      .join('\n'),
  );
}

interface Line {
  readonly tenant?: string;
  readonly user?: Readonly<Record<string, unknown>>;
}

/** A restore of all tenants, as far as it has come when it is abandoned. */
async function begun(): Promise<AsyncGenerator<RestoreProgress>> {
  const { made, tenants, discarded } = await withLines(file, contentsOf);
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  const steps = restore(Readable.from(lines), { made, discarded, tenants: new Set(tenants) }, to, never);
  await steps.next();
  return steps;
}

/** What a command prints with `--json` that has something to complain of. */
async function failed(...words: readonly string[]): Promise<{ result: Result; stderr: string }> {
  return ended(1, words);
}

async function ended(
  expected: number,
  words: readonly string[],
): Promise<{ result: Result; stderr: string }> {
  const { code, stdout, stderr } = await to.run(...words, '--json');
  expect({ words, code }).toEqual({ words, code: expected });
  return { result: JSON.parse(stdout) as Result, stderr };
}

const [ada, bob] = people as [StoredResource, StoredResource];

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

test('what is restored is what was backed up: people with all their rows, their number, the log, the tenant', async () => {
  expect(await to.json('restore', file, '--all')).toEqual({
    restored: ['acme', 'empty'],
    leftAlone: [],
    refused: [],
    ...{ users: 3, groups: 0, memberships: 0, logEntries: 5 },
    missing: [],
    changed: [],
    unopened: [],
  });
  const [was, is] = [partitionOf(from, 'acme'), partitionOf(to, 'acme')];
  expect(await audit(is)).toEqual(await audit(was));
  expect(await countUsers(is)).toBe(3);
  expect(await collect(readLog(is))).toEqual(await collect(readLog(was)));
  expect(await to.stored('acme')).toEqual(await from.stored('acme'));
  expect(await to.json('user', 'list', 'acme')).toEqual(await from.json('user', 'list', 'acme'));
});

test('U+2028 and U+2029 end no line: they are written as escapes, and read as they are', async () => {
  const text = await readFile(file, 'utf8');
  expect(text).not.toMatch(/[\u2028\u2029]/);
  const raw = await changed(() => text.replaceAll('\\u2028', '\u2028').replaceAll('\\u2029', '\u2029'));
  expect(await readFile(raw, 'utf8')).toMatch(/\u2028.*\u2029/);
  expect(await to.json('restore', raw, '--tenant', 'acme')).toMatchObject({ users: 3, missing: [] });
});

test('without a word on which tenants, it lists them and changes nothing', async () => {
  await to.tenant('empty');
  const result = await to.json('restore', file);
  expect(result.tenants).toEqual([
    { tenant: 'acme', there: false },
    { tenant: 'empty', there: true },
  ]);
  const { code, stdout } = await to.run('restore', file);
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/--tenant .*--all/) as unknown });
  expect(await readTenant(to.tenants, 'acme', never)).toBeUndefined();
  expect((await allRows(partitionOf(to, 'acme'))).size).toBe(0);
});

test('the list says of which a restore was interrupted', async () => {
  await begun();
  const { stdout } = await to.run('restore', file);
  expect(stdout).toMatch(/acme +being restored/);
  expect(stdout).toMatch(/empty +no/);
});

test('a backup of nothing brings back nothing, and says so', async () => {
  const nothing = await changed((text) =>
    [text.split('\n')[0], '{"end":{"tenants":0,"users":0,"logEntries":0}}\n'].join('\n'),
  );
  expect((await ended(3, ['restore', nothing, '--all'])).result).toMatchObject({ restored: [], users: 0 });
});

test('only the tenants that are named come back', async () => {
  expect(await to.json('restore', file, '--tenant', 'empty')).toMatchObject({
    restored: ['empty'],
    leftAlone: [],
    users: 0,
  });
  expect(await readTenant(to.tenants, 'acme', never)).toBeUndefined();
  expect((await allRows(partitionOf(to, 'acme'))).size).toBe(0);
  expect(await to.json('restore', file, '--tenant', 'empty', '--tenant', 'acme')).toMatchObject({
    restored: ['acme'],
    leftAlone: ['empty'],
  });
});

test('a tenant that is not in the file is refused, and so is one besides all', async () => {
  expect(await to.refusal('restore', file, '--tenant', 'nobody')).toContain(
    'no tenant "nobody" in the backup',
  );
  expect(await to.refusal('restore', file, '--tenant', 'acme', '--all')).toContain('cannot be used with');
});

test('a tenant that is there stays as it is', async () => {
  await to.tenant('acme', '--display-name', 'Another');
  const before = await to.stored('acme');
  expect(await to.json('restore', file, '--all')).toMatchObject({
    restored: ['empty'],
    leftAlone: ['acme'],
    users: 0,
  });
  expect(await to.stored('acme')).toEqual(before);
  expect(await countUsers(partitionOf(to, 'acme'))).toBe(0);
});

test('says in words what is restored, and that clients can connect where there are any', async () => {
  const first = await to.run('restore', file, '--tenant', 'acme');
  expect(first.stdout).toContain(
    'Restored: 1 tenant with 3 users, 0 groups, 0 memberships and 5 log entries. Their clients can connect',
  );
  const again = await to.run('restore', file, '--tenant', 'acme');
  expect(again.stdout).toContain(
    'Restored: 0 tenants with 0 users, 0 groups, 0 memberships and 0 log entries.\n',
  );
});

test('what was interrupted goes on; until then nobody can use its name', async () => {
  await begun();
  expect(await restoreUser(partitionOf(to, 'acme'), ada)).toBe('restored');
  for (const words of [
    ['tenant', 'add', 'acme'],
    ['tenant', 'enable', 'acme'],
    ['token', 'rotate', 'acme'],
    ['user', 'list', 'acme'],
  ])
    expect(await to.refusal(...words)).toContain('The tenant "acme" is being restored from the backup of ');
  expect(await to.json('restore', file, '--all')).toMatchObject({
    restored: ['acme', 'empty'],
    users: 3,
    missing: [],
  });
  expect(await to.stored('acme')).toEqual(await from.stored('acme'));
  expect((await audit(partitionOf(to, 'acme'))).count).toBe(3);
});

test('another backup does not go on with it', async () => {
  await begun();
  const another = await changed((text) => text.replace(/"made":"\d{4}/, '"made":"1999'));
  const { result } = await failed('restore', another, '--tenant', 'acme');
  expect(result).toMatchObject({ restored: [], refused: [{ tenant: 'acme' }], users: 0 });
  expect((await to.stored('acme')).restoring).toBeDefined();
});

test("rows that are left of something else are nobody else's", async () => {
  await restoreUser(partitionOf(to, 'acme'), storedUser({ userName: 'left' }));
  const before = await allRows(partitionOf(to, 'acme'));
  const { result, stderr } = await failed('restore', file, '--all');
  expect(result).toMatchObject({ restored: ['empty'], refused: [{ tenant: 'acme' }], users: 0 });
  expect(stderr).toContain('Rows of an earlier restore or tenant are left.');
  expect(await readTenant(to.tenants, 'acme', never)).toBeUndefined();
  expect(await allRows(partitionOf(to, 'acme'))).toEqual(before);
});

test.each([
  ['at its beginning', 0],
  ['before it is activated', 2],
])('a tenant that is removed or taken over %s is not activated', async (_, steps) => {
  const first = await begun();
  for (let step = 0; step < steps; step += 1) await first.next();
  // The rows are there, and the name is held by another run.
  await begun();
  const taken = await to.stored('acme');
  const [last] = (await collect(first)).slice(-1);
  expect(last).toMatchObject({
    restored: ['empty'],
    refused: [{ tenant: 'acme' }],
    users: steps === 0 ? 0 : 3,
  });
  expect(await to.stored('acme')).toEqual(taken);
  expect((await allRows(partitionOf(to, 'acme'))).has('k:!')).toBe(false);
});

test('nobody is overwritten: who can not be restored is named, and those who are there are counted', async () => {
  await begun();
  await restoreUser(partitionOf(to, 'acme'), storedUser({ userName: 'BOB' }));
  const { result, stderr } = await failed('restore', file, '--all');
  const missing = [`i:${bob.id}`];
  expect(result).toMatchObject({ users: 2, missing, changed: [] });
  expect(stderr).toContain(`${missing[0] ?? ''} can't be read, or another user or group has`);
  expect((await audit(partitionOf(to, 'acme'))).count).toBe(3);
});

test('who is there in another version stays as it is, and is told as such', async () => {
  await begun();
  await restoreUser(partitionOf(to, 'acme'), { ...ada, version: 'another' });
  const { result, stderr } = await failed('restore', file, '--all');
  expect(result).toMatchObject({
    restored: ['acme', 'empty'],
    users: 2,
    missing: [],
    changed: [`i:${ada.id}`],
  });
  expect(stderr).toContain(`i:${ada.id} is there in another version`);
  expect((await audit(partitionOf(to, 'acme'))).count).toBe(3);
});

test("what is damaged stands in nobody else's way", async () => {
  const damaged = await changed((text) =>
    text
      .replace('"document0":"', '"document0":"?')
      .replace('"action":"delete"', '"action":"nothing"')
      .replace(/("log":(?=.*"action":"create").*)"at":"[^"]*"/, '$1"at":"never"'),
  );
  const { result } = await failed('restore', damaged, '--all');
  expect(result).toMatchObject({ restored: ['acme', 'empty'], users: 2, logEntries: 3 });
  expect(result.missing).toEqual([/^i:/, /^a:/, /^a:/].map((key) => expect.stringMatching(key) as unknown));
  expect((await audit(partitionOf(to, 'acme'))).count).toBe(2);
});

test('neither do users who are more than a user may be, or lack a time', async () => {
  const emails = Array.from({ length: 21 }, (_, n) => ({ value: `${n}@example.com` }));
  const documents: Readonly<Record<string, object>> = {
    [ada.id]: { ...ada, attributes: { ...ada.attributes, emails } },
    [bob.id]: { ...bob, created: 'never', attributes: { userName: 'bob' } },
  };
  const damaged = await changedLines((line) => {
    const document = documents[String(line.user?.id)];
    return document === undefined
      ? line
      : { user: { ...line.user, document0: JSON.stringify(document), document1: undefined } };
  });
  const { result } = await failed('restore', damaged, '--all');
  expect(result).toMatchObject({ restored: ['acme', 'empty'], users: 1, logEntries: 5 });
  expect(result.missing).toHaveLength(2);
});

const withEmpty = (document: string) => (line: Line) =>
  line.tenant?.includes('"name":"empty"') === true ? { tenant: document } : line;

test.each([
  [
    'that was cut off',
    () => changed((text) => text.split('\n').slice(0, -2).join('\n')),
    'its last line is missing',
  ],
  [
    'that lacks a line',
    () => changed((text) => text.replace(/^\{"user".*\n/m, '')),
    'not as many lines as its end says',
  ],
  ['that is something else', () => changed(() => 'no backup'), 'Line 1 of the file'],
  [
    'with a tenant that can not be read',
    () => changedLines(withEmpty('{"name":"empty","created":7}')),
    "holds a tenant that can't be read",
  ],
  [
    'with a tenant of no name',
    () =>
      changedLines((line) =>
        line.tenant === undefined ? line : { tenant: line.tenant.replace('"empty"', '"/"') },
      ),
    "holds a tenant that can't be made",
  ],
  [
    'with a tenant twice',
    () => changed((text) => text.replace(/^(\{"tenant".*"empty.*\n)/m, '$1$1')),
    'names the tenant "empty" again',
  ],
])('a file %s is refused before anything is written', async (_, change, said) => {
  expect(await to.refusal('restore', await change(), '--all')).toContain(said);
  expect(await readTenant(to.tenants, 'acme', never)).toBeUndefined();
  expect((await allRows(partitionOf(to, 'acme'))).size).toBe(0);
});

test('a tenant that is removed while the backup is made does not come back', async () => {
  await to.tenant('leaving');
  await insertUser(partitionOf(to, 'leaving'), ada, entryOf('create', ada));
  const texts: string[] = [];
  for await (const lines of backUp(to, never, () => undefined)) {
    texts.push(...lines.map(writeLine));
    if (!lines.some((line) => 'user' in line)) continue;
    const read = await readTenant(to.tenants, 'leaving', never);
    if (read !== undefined)
      await writeTenant(to.tenants, { ...read.tenant, removing: new Date().toISOString() }, read.etag, never);
  }
  expect(texts).toContain('{"gone":"leaving"}\n');
  const path = await changed(() => texts.join(''));
  for (const table of [to.users, to.tenants]) await emptied(table, 'leaving');
  expect(await to.json('restore', path)).toMatchObject({ tenants: [] });
  expect((await ended(3, ['restore', path, '--all'])).result).toMatchObject({ restored: [], users: 0 });
  expect((await allRows(partitionOf(to, 'leaving'))).size).toBe(0);
});

test('goes over pages: in small ones it reads the same', async () => {
  const all = async (pageSize?: number) => {
    const [, ...lines] = (await collect(backUp(from, never, () => undefined, { pageSize }))).flat();
    return lines;
  };
  const whole = await all();
  expect(whole).toHaveLength(2 + 3 + 5 + 1);
  expect(await all(2)).toEqual(whole);
  expect(await all(3)).toEqual(whole);
});

/** The storage that is backed up, through a proxy. */
async function throughProxy(run: (proxy: StorageProxy, settings: Record<string, string>) => Promise<void>) {
  const connection = from.settings.SCIM_STORAGE_CONNECTION_STRING ?? '';
  const proxy = await startStorageProxy(connection);
  await run(proxy, { SCIM_STORAGE_CONNECTION_STRING: proxy.connectionString });
  await proxy.close();
}

const readsUsers = ({ url }: StorageCall) =>
  url.includes('scimUsers') && decodeURIComponent(url).includes("'i:");

test('what is not complete never has the name of the file', async () => {
  const path = join(folder, 'unfinished.jsonl');
  await throughProxy(async (proxy, settings) => {
    proxy.treat((call) => (readsUsers(call) ? 'forbid' : 'pass'));
    const { code, stderr } = await from.runWith(settings, 'backup', path);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining(`delete ${path}.part`) as unknown,
    });
  });
  expect([await isThere(path), await isThere(`${path}.part`)]).toEqual([false, true]);
  expect(await from.refusal('backup', path)).toContain(`${path}.part is there: a backup was interrupted`);
  await rm(`${path}.part`);
  await from.json('backup', path);
  expect([await isThere(path), await isThere(`${path}.part`)]).toEqual([true, false]);
});

test('storage that is too busy for a moment does not end a backup', async () => {
  await throughProxy(async (proxy, settings) => {
    // The SDK tries a call four times.
    let refusals = 5;
    proxy.treat((call) => (readsUsers(call) && (refusals -= 1) >= 0 ? 'refuse' : 'pass'));
    const path = join(folder, 'busy.jsonl');
    expect(await from.runWith(settings, 'backup', path, '--json')).toMatchObject({ code: 0 });
    expect((await withLines(path, contentsOf)).totals).toMatchObject({ tenants: 2, users: 3 });
  });
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
