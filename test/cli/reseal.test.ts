import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isSound } from '../../cli/secretsReport.ts';
import { seal } from '../../shared/secrets/seal.ts';
import { readSealingKeys } from '../../shared/config/keyRing.ts';
import { openTable, type Table } from '../../shared/store/tables.ts';
import { insertUser } from '../../shared/store/userRows.ts';
import { removeTenant } from '../../shared/jobs/removeTenant.ts';
import { runCommand } from '../support/runCommand.ts';
import { startStorageProxy } from '../support/storageProxy.ts';
import {
  allRows,
  collect,
  entryOf,
  openPartition,
  startStorage,
  storedUser,
  uniflow,
  type TestStorage,
} from '../support/store.ts';
import { madeTenant } from '../support/tenants.ts';

const keys = {
  old: randomBytes(32).toString('base64'),
  new: randomBytes(32).toString('base64'),
  lost: randomBytes(32).toString('base64'),
};
type KeyId = keyof typeof keys;
const listed = (...ids: KeyId[]) => ids.map((id) => `${id}=${keys[id]}`).join(',');
const pin = '31415926';

let storage: TestStorage;
let tenants: Table;

// Each test has a storage of its own: without --tenant the commands look at everything.
beforeEach(async () => {
  storage = await startStorage();
  tenants = await openTable(storage, 'scimTenants');
  await tenants.createTable();
});
afterEach(() => storage.close());

function settingsWith(...ids: KeyId[]): Record<string, string> {
  return { SCIM_STORAGE_CONNECTION_STRING: storage.connectionString, SCIM_SEALING_KEYS: listed(...ids) };
}

/** Makes a tenant with people who have a pin each. */
async function provision(tenant: string, count: number, ...ids: [KeyId, ...KeyId[]]): Promise<void> {
  await madeTenant(tenants, tenant);
  const ring = readSealingKeys({ SCIM_SEALING_KEYS: listed(...ids) });
  const partition = await openPartition(storage.connectionString, tenant);
  for (let n = 0; n < count; n += 1) {
    const userId = `id-${ids[0]}-${n}`;
    const sealed = seal(ring, { tenant, userId, attribute: `${uniflow}:pin` }, pin);
    const name = { userName: `${userId}@example.com`, [uniflow]: { pin: sealed } };
    const user = storedUser(name, { id: userId });
    await insertUser(partition, user, entryOf('create', user));
  }
}

test('status says which keys are used, and changes nothing', async () => {
  await provision('acme', 3, 'old');
  await provision('zeta', 2, 'new');
  const partition = await openPartition(storage.connectionString, 'acme');
  const before = await allRows(partition);
  const { code, out } = await runCommand(['secrets', 'status'], settingsWith('new', 'old'));
  expect(code).toBe(0);
  expect(out).toContain('5 users of 2 tenants looked at. Nothing was changed.');
  expect(out).toMatch(/new +2 +0 +the current one/);
  expect(out).toMatch(/old +3 +0/);
  expect(out).toContain('The key "old" is still needed.');
  expect(out).toContain('node dist/cli.js secrets reseal');
  expect(await allRows(partition)).toEqual(before);
});

test('reseal seals all tenants, and says when the old key can be taken out', async () => {
  await provision('acme', 3, 'old');
  await provision('zeta', 2, 'old');
  const { code, out, err } = await runCommand(['secrets', 'reseal'], settingsWith('new', 'old'));
  expect(code).toBe(0);
  expect(out).toContain('5 secrets sealed anew with the key "new".');
  expect(out).toMatch(/old +0 +0/);
  expect(out).toContain('No secret needs the key "old" now, but an instance that does not have "new" first');
  expect(out).toContain('again once every instance has. Take "old" out only when that says the same');
  expect(out).toContain('cursors');
  expect(err).toContain('acme (tenant 1 of 2): 0 of 3 users');
  expect(out + err).not.toContain(pin);

  const alone = await runCommand(['secrets', 'status', '--json'], settingsWith('new'));
  expect(JSON.parse(alone.out)).toEqual({
    currentKey: 'new',
    users: 5,
    resealed: 0,
    keys: [{ keyId: 'new', inSettings: true, secrets: 5, unopened: 0 }],
    damagedTenants: [],
    tenants: [
      {
        tenant: 'acme',
        users: 3,
        resealed: 0,
        tooLarge: 0,
        damagedUsers: [],
        keys: [{ keyId: 'new', secrets: 3, unopened: 0 }],
      },
      {
        tenant: 'zeta',
        users: 2,
        resealed: 0,
        tooLarge: 0,
        damagedUsers: [],
        keys: [{ keyId: 'new', secrets: 2, unopened: 0 }],
      },
    ],
  });
});

test('--tenant seals one tenant, and says nothing about what the others need', async () => {
  await provision('acme', 1, 'old');
  await provision('zeta', 1, 'old');
  const words = ['secrets', 'reseal', '--tenant', 'zeta'];
  const { out } = await runCommand(words, settingsWith('new', 'old'));
  expect(out).toContain('1 secret sealed anew');
  expect(out).toContain('No secret of this tenant needs the key "old" now. Others may: keep it.');
  expect(out).not.toMatch(/take .* out/i);
  const after = await runCommand(['secrets', 'status', '--json'], settingsWith('new', 'old'));
  expect(JSON.parse(after.out)).toMatchObject({
    keys: [
      { keyId: 'new', secrets: 1 },
      { keyId: 'old', secrets: 1 },
    ],
  });
});

test('a lost key is named, with the tenant and what to do, and all else is sealed', async () => {
  await provision('acme', 2, 'old');
  await provision('zeta', 3, 'lost');
  const { code, out } = await runCommand(['secrets', 'reseal'], settingsWith('new', 'old'));
  expect(code).toBe(1);
  expect(out).toContain('2 secrets sealed anew');
  expect(out).toContain(
    '3 secrets of tenant zeta were sealed with the key "lost", which is not in SCIM_SEALING_KEYS. ' +
      "They can't be opened: put the key back, or let the client send them again.",
  );
  expect(out).toMatch(/lost +3 +3 +not in SCIM_SEALING_KEYS/);
  const json = await runCommand(['secrets', 'reseal', '--json'], settingsWith('new', 'old'));
  expect(json.code).toBe(1);
  expect(JSON.parse(json.out)).toMatchObject({
    resealed: 0,
    keys: [
      { keyId: 'new', inSettings: true, secrets: 2, unopened: 0 },
      { keyId: 'old', inSettings: true, secrets: 0, unopened: 0 },
      { keyId: 'lost', inSettings: false, secrets: 3, unopened: 3 },
    ],
  });
});

test('what is being removed is left alone, and what is damaged is named', async () => {
  await provision('acme', 1, 'old');
  await provision('going', 1, 'old');
  const tables = { tenants, users: await openTable(storage, 'scimUsers') };
  await removeTenant(tables, 'going', new AbortController().signal).next();
  await tenants.createEntity({ partitionKey: 'tenants', rowKey: 'damaged', format: 2, document: '{}' });
  const { code, out } = await runCommand(['secrets', 'reseal'], settingsWith('new', 'old'));
  expect(code).toBe(1);
  expect(out).toContain('1 user of 1 tenant looked at.');
  expect(out).toContain('what is stored of the tenant "damaged" is damaged: its secrets were not looked at.');
  expect(out).toContain('What is damaged may need it: keep it in SCIM_SEALING_KEYS.');
  expect(out).not.toMatch(/take .* out/i);
  const json = await runCommand(['secrets', 'status', '--json'], settingsWith('new', 'old'));
  expect(json.code).toBe(1);
  expect(JSON.parse(json.out)).toMatchObject({ damagedTenants: ['damaged'], tenants: [{ tenant: 'acme' }] });
});

test('one damaged user keeps nobody else from a new seal: it is named, and the old key is not called needless', async () => {
  await provision('acme', 3, 'old');
  await provision('zeta', 2, 'old');
  const { table } = await openPartition(storage.connectionString, 'acme');
  const row = { partitionKey: 'acme', rowKey: 'i:id-old-1', format: 1, id: 'id-old-1' };
  await table.updateEntity({ ...row, document0: '{"id":"id-old-1","quoted' }, 'Replace');
  const { code, out, err } = await runCommand(['secrets', 'reseal'], settingsWith('new', 'old'));
  expect(code).toBe(1);
  expect(out).toContain('4 secrets sealed anew');
  expect(out).toContain(
    'what is stored of 1 user of tenant acme is damaged, and was left as it is: id-old-1.',
  );
  expect(out).toContain('What is damaged may need it: keep it in SCIM_SEALING_KEYS.');
  expect(out).not.toMatch(/take .* out/i);
  expect(out + err).not.toContain('quoted');

  const alone = await runCommand(['secrets', 'reseal', '--tenant', 'acme'], settingsWith('new', 'old'));
  expect(alone.out).toContain('What is damaged may need it');
  const json = await runCommand(['secrets', 'status', '--json'], settingsWith('new', 'old'));
  expect(json.code).toBe(1);
  expect(JSON.parse(json.out)).toMatchObject({
    damagedTenants: [],
    tenants: [
      { tenant: 'acme', users: 3, damagedUsers: ['id-old-1'] },
      { tenant: 'zeta', users: 2, damagedUsers: [] },
    ],
  });
});

test('a storage that does not answer is a sentence, and how to go on', async () => {
  await provision('acme', 1, 'old');
  const proxy = await startStorageProxy(storage.connectionString);
  proxy.treat(({ url }) => (url.includes('$batch') ? 'refuse' : 'pass'));
  const words = ['secrets', 'reseal', '--tenant', 'acme'];
  const { code, err } = await runCommand(words, {
    ...settingsWith('new', 'old'),
    SCIM_STORAGE_CONNECTION_STRING: proxy.connectionString,
  });
  await proxy.close();
  expect(code).toBe(1);
  expect(err).toContain('To go on:  node dist/cli.js secrets reseal --tenant acme');
  expect(err).not.toContain('    at ');
});

test('without keys, or for nobody, it says what is missing', async () => {
  const { SCIM_SEALING_KEYS, ...without } = settingsWith('new');
  expect(await runCommand(['secrets', 'reseal'], without)).toMatchObject({
    code: 2,
    err: expect.stringContaining('SCIM_SEALING_KEYS') as unknown,
  });
  expect(await runCommand(['secrets', 'status', '--tenant', 'nobody'], settingsWith('new'))).toMatchObject({
    code: 2,
    err: 'There is no tenant "nobody".\n',
  });
});

test('many users take several pages, and all of them are sealed', async () => {
  await provision('large', 120, 'old');
  const { out, err } = await runCommand(['secrets', 'reseal', '--json'], settingsWith('new', 'old'));
  expect(JSON.parse(out)).toMatchObject({ users: 120, resealed: 120 });
  // A bar is for terminals: a pipe gets the words alone.
  expect(err).toMatch(/^large \(tenant 1 of 1\): /);
  expect(err).not.toMatch(/[=-]{10}/);
  const after = await collect(
    (await openTable(storage, 'scimUsers')).listEntities({ queryOptions: { select: ['RowKey'] } }),
  );
  // Three rows each, with log and count: none was added.
  expect(after).toHaveLength(120 * 5);
});

test.each([
  ['all is well', {}, [], true],
  ['a tenant is damaged', {}, ['other'], false],
  ['a user is damaged', { damaged: ['id-1'] }, [], false],
  ['a user would become too large', { tooLarge: 1 }, [], false],
  ['a secret can not be opened', { keys: new Map([['old', { secrets: 2, unopened: 1 }]]) }, [], false],
])('where %s, scripts are told by the exit code', (_, part, damagedTenants, sound) => {
  const keysOf = new Map([['new', { secrets: 2, unopened: 0 }]]);
  const acme = { tenant: 'acme', users: 2, total: 2, resealed: 0, tooLarge: 0, damaged: [], keys: keysOf };
  expect(isSound({ tenants: [{ ...acme, ...part }], damagedTenants })).toBe(sound);
});
