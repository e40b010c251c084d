import { randomBytes } from 'node:crypto';
import { decodeProtectedHeader } from 'jose';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { tenantContext } from '../../cli/tenantContext.ts';
import { applyUserPatch, createUser, removeUser } from '../../shared/users/changeUser.ts';
import { userContext } from '../../shared/users/context.ts';
import { isObject } from '../../shared/scim/json.ts';
import type { StoredResource } from '../../shared/scim/represent.ts';
import { inspectTenant, resealTenant } from '../../shared/jobs/reseal.ts';
import { openSecrets, seal } from '../../shared/secrets/seal.ts';
import type { SecretsProgress } from '../../shared/jobs/walkUsers.ts';
import { readSealingKeys } from '../../shared/config/keyRing.ts';
import { encodeKey } from '../../shared/store/keys.ts';
import { maxUserBytes } from '../../shared/store/limits.ts';
import type { Partition } from '../../shared/store/partition.ts';
import { openTable } from '../../shared/store/tables.ts';
import { insertUser } from '../../shared/store/userRows.ts';
import { patch, person } from '../support/people.ts';
import { rememberSecret } from '../support/secretSearch.ts';
import { isTransaction, loseOnce } from '../support/storageProxy.ts';
import {
  allRows,
  audit,
  collect,
  entryOf,
  openPartition,
  storedUser,
  uniflow,
  withSubmit,
} from '../support/store.ts';
import { madeTenant } from '../support/tenants.ts';
import { user as type } from '../support/types.ts';
import { useStorage } from '../support/useStorage.ts';

const { storage, proxy } = await useStorage();
let partition: Partition;

const keys = { old: randomBytes(32).toString('base64'), new: randomBytes(32).toString('base64') };
/** `SCIM_SEALING_KEYS` with these keys, the current one first. */
const listed = (...ids: (keyof typeof keys)[]) => ids.map((id) => `${id}=${keys[id]}`).join(',');
const ringOf = (...ids: (keyof typeof keys)[]) => readSealingKeys({ SCIM_SEALING_KEYS: listed(...ids) });

beforeAll(async () => {
  await (await openTable(storage, 'scimTenants')).createTable();
});

beforeEach(async () => {
  partition = await openPartition(storage.connectionString);
  await madeTenant(await openTable(storage, 'scimTenants'), partition.tenant);
});

/** A service with these sealing keys, as an operation knows it. */
async function contextWith(...ids: (keyof typeof keys)[]) {
  const settings = {
    SCIM_STORAGE_CONNECTION_STRING: storage.connectionString,
    SCIM_SEALING_KEYS: listed(...ids),
    SCIM_PUBLIC_URL: 'https://scim.example.net',
  };
  const caller = await tenantContext(settings, partition.tenant);
  return userContext(caller, { attributes: undefined, excludedAttributes: undefined });
}

const codeOf = (n: number) => `TIC-${String(n).padStart(8, '0')}`;

/** Makes people with two secrets each, sealed with the old key; by their ids. */
async function provision(count: number): Promise<readonly string[]> {
  const context = await contextWith('old');
  const ids = Array.from({ length: count }, (_, n) => `id-${String(n).padStart(6, '0')}`);
  await Promise.all(
    ids.map((id, n) => {
      rememberSecret(codeOf(n));
      const secrets = { pin: '0042', cardRegistrationCode: codeOf(n), cardNumber: `00${n}` };
      return createUser(context, { ...person(id), [uniflow]: secrets }, id);
    }),
  );
  return ids;
}

async function last(progress: AsyncIterable<SecretsProgress>): Promise<SecretsProgress> {
  const steps = await collect(progress);
  const [end] = steps.slice(-1);
  if (end === undefined) throw new Error('There was no progress.');
  return end;
}

const throughProxy = async (): Promise<Partition> => ({
  ...partition,
  table: await openTable(proxy, 'scimUsers'),
});

/** What the secrets of all users open to with these keys, and the keys that they name. */
async function opened(...ids: (keyof typeof keys)[]) {
  const { users } = await audit(partition);
  return Promise.all(
    users.map(async (user) => {
      const secrets = await openSecrets(ringOf(...ids), type, partition.tenant, user);
      return { keys: secrets.map(({ keyId }) => keyId), values: secrets.map(({ value }) => value) };
    }),
  );
}

function withoutSecrets({ attributes, ...rest }: StoredResource): object {
  const extension = attributes[uniflow];
  const { pin, cardRegistrationCode, ...others } = isObject(extension) ? extension : {};
  return { ...rest, attributes: { ...attributes, [uniflow]: others } };
}

test('every secret is sealed with the new key, which alone opens it then, and nothing else has changed', async () => {
  const ids = await provision(100);
  const before = await audit(partition);
  const rowsBefore = await allRows(partition);

  const steps = await collect(resealTenant(partition, ringOf('new', 'old'), type));
  expect(steps.at(0)).toEqual({
    users: 0,
    total: 100,
    resealed: 0,
    tooLarge: 0,
    damaged: [],
    keys: new Map(),
  });
  expect(steps.length).toBeGreaterThan(10);
  expect(steps.at(-1)).toEqual({
    ...{ users: 100, total: 100, resealed: 200, tooLarge: 0, damaged: [] },
    keys: new Map([['new', { secrets: 200, unopened: 0 }]]),
  });

  expect(await opened('new')).toEqual(
    ids.map((_, n) => ({ keys: ['new', 'new'], values: [codeOf(n), '0042'] })),
  );
  const after = await audit(partition);
  expect(after.users.map(withoutSecrets)).toEqual(before.users.map(withoutSecrets));
  expect(after).toMatchObject({ count: 100, log: { create: 100 } });
  // Neither a row of the log nor one of the count was made, changed or deleted.
  const rowsAfter = await allRows(partition);
  expect([...rowsAfter.keys()]).toEqual([...rowsBefore.keys()]);
  for (const [key, row] of rowsBefore) if (/^[ak]:/.test(key)) expect(rowsAfter.get(key)).toEqual(row);
});

test('run again, it writes nothing', async () => {
  await provision(3);
  await last(resealTenant(partition, ringOf('new', 'old'), type));
  const before = await allRows(partition);
  expect(await last(resealTenant(partition, ringOf('new', 'old'), type))).toMatchObject({
    ...{ users: 3, resealed: 0 },
    keys: new Map([['new', { secrets: 6, unopened: 0 }]]),
  });
  expect(await allRows(partition)).toEqual(before);
});

test('status counts by key, and writes nothing', async () => {
  await provision(3);
  const before = await allRows(partition);
  expect(await last(inspectTenant(partition, ringOf('new', 'old'), type))).toEqual({
    ...{ users: 3, total: 3, resealed: 0, tooLarge: 0, damaged: [] },
    keys: new Map([['old', { secrets: 6, unopened: 0 }]]),
  });
  expect(await allRows(partition)).toEqual(before);
});

test('a tenant without users, and a user without secrets, have nothing to seal', async () => {
  const none = { total: 0, users: 0, resealed: 0, tooLarge: 0, damaged: [], keys: new Map() };
  expect(await last(resealTenant(partition, ringOf('new'), type))).toEqual(none);
  const plain = storedUser({ userName: 'plain@example.com' });
  await insertUser(partition, plain, entryOf('create', plain));
  expect(await last(resealTenant(partition, ringOf('new'), type))).toEqual({ ...none, total: 1, users: 1 });
  expect((await audit(partition)).users).toEqual([plain]);
});

test('who changes a user just before it is written loses nothing, and neither do the secrets', async () => {
  const ids = await provision(10);
  const context = await contextWith('old');
  const change = async (id: string, n: number) => {
    const operations = [
      { op: 'replace', path: 'displayName', value: `Raced ${n}` },
      // A service that has not been told of the new key yet.
      ...(n < 5 ? [{ op: 'replace', path: `${uniflow}:pin`, value: '9999' }] : []),
    ];
    await applyUserPatch(context, { id, body: patch(...operations) as never, ifMatch: null });
  };
  let changes: Promise<unknown> | undefined;
  let transactions = 0;
  const racing = withSubmit(partition.table, async (run) => {
    transactions += 1;
    await (changes ??= Promise.all(ids.map(change)));
    return run();
  });
  const end = await last(resealTenant({ ...partition, table: racing }, ringOf('new', 'old'), type));
  // All were read before the changes, and each write lost once.
  expect(transactions).toBe(2 * 10);
  expect(end).toMatchObject({ resealed: 20, keys: new Map([['new', { secrets: 20, unopened: 0 }]]) });
  const { users, log } = await audit(partition);
  expect(users.map(({ attributes }) => attributes.displayName)).toEqual(ids.map((_, n) => `Raced ${n}`));
  expect((await opened('new')).map(({ values }) => values)).toEqual(
    ids.map((_, n) => [codeOf(n), n < 5 ? '9999' : '0042']),
  );
  expect(log).toEqual({ create: 10, update: 10 });
});

test('a steady stream of changes and the new seals do not get lost in each other', async () => {
  const ids = await provision(20);
  const context = await contextWith('new', 'old');
  const changes = Promise.all(
    ids.map(async (id) => {
      for (let n = 0; n < 5; n += 1) {
        const body = patch({ op: 'replace', path: 'title', value: `${id} ${n}` }) as never;
        await applyUserPatch(context, { id, body, ifMatch: null });
      }
    }),
  );
  await last(resealTenant(partition, ringOf('new', 'old'), type));
  await changes;
  const { users, log } = await audit(partition);
  expect(users.map(({ attributes }) => attributes.title)).toEqual(ids.map((id) => `${id} 4`));
  expect((await opened('new')).map(({ values }) => values)).toEqual(ids.map((_, n) => [codeOf(n), '0042']));
  expect(log).toEqual({ create: 20, update: 100 });
});

test('a user who is deleted meanwhile stays deleted', async () => {
  const ids = await provision(3);
  const context = await contextWith('old');
  let deletion: Promise<unknown> | undefined;
  const racing = withSubmit(partition.table, async (run) => {
    await (deletion ??= removeUser(context, ids[1] ?? '', null));
    return run();
  });
  const end = await last(resealTenant({ ...partition, table: racing }, ringOf('new', 'old'), type));
  expect(end).toMatchObject({ resealed: 4, keys: new Map([['new', { secrets: 4, unopened: 0 }]]) });
  const { users, count } = await audit(partition);
  expect(users.map(({ id }) => id)).toEqual([ids[0], ids[2]]);
  expect(count).toBe(2);
});

test('where the answer to a write is lost, its repetition finds the user sealed already', async () => {
  await provision(3);
  proxy.treat(loseOnce(isTransaction));
  const end = await last(resealTenant(await throughProxy(), ringOf('new', 'old'), type));
  expect(end).toMatchObject({ resealed: 6, keys: new Map([['new', { secrets: 6, unopened: 0 }]]) });
  expect((await opened('new')).map(({ values }) => values)).toEqual(
    [0, 1, 2].map((n) => [codeOf(n), '0042']),
  );
});

// The process ends before storage hears of a transaction, and after.
test.each([
  [3, 'hang'],
  [13, 'pass'],
] as const)('ended at transaction %i (%s), it goes on when it is run again', async (fatal, fate) => {
  const ids = await provision(30);
  const process = new AbortController();
  let transactions = 0;
  proxy.treat((call) => {
    if (!isTransaction(call)) return 'pass';
    transactions += 1;
    if (transactions < fatal) return 'pass';
    process.abort();
    return fate;
  });
  const interrupted = { ...(await throughProxy()), signal: process.signal };
  await expect(last(resealTenant(interrupted, ringOf('new', 'old'), type))).rejects.toMatchObject({
    status: 503,
  });
  const values = ids.map((_, n) => [codeOf(n), '0042']);
  const between = await opened('new', 'old');
  expect(between.map((each) => each.values)).toEqual(values);
  // Each user as a whole, and not all of them.
  for (const each of between) expect(new Set(each.keys).size).toBe(1);
  expect(between.some((each) => each.keys.includes('old'))).toBe(true);

  const end = await last(resealTenant(partition, ringOf('new', 'old'), type));
  expect(end.keys).toEqual(new Map([['new', { secrets: 60, unopened: 0 }]]));
  expect((await opened('new')).map((each) => each.values)).toEqual(values);
});

test('a lost key is counted; the user can be read and changed, and a pin that is sent again counts as new', async () => {
  const [lost = ''] = await provision(1);
  const context = await contextWith('new');
  const other = { ...person('other'), [uniflow]: { pin: '1111' } };
  await createUser(context, other, 'id-other');

  const end = await last(resealTenant(partition, ringOf('new'), type));
  expect(end).toMatchObject({
    ...{ users: 2, resealed: 0 },
    keys: new Map([
      ['old', { secrets: 2, unopened: 2 }],
      ['new', { secrets: 1, unopened: 0 }],
    ]),
  });

  const [before] = (await audit(partition)).users;
  const rename = patch({ op: 'replace', path: 'displayName', value: 'Renamed' }) as never;
  const renamed = await applyUserPatch(context, { id: lost, body: rename, ifMatch: null });
  expect(renamed.user.attributes.displayName).toBe('Renamed');
  const [after] = (await audit(partition)).users;
  expect(after?.attributes[uniflow]).toEqual(before?.attributes[uniflow]);

  const again = patch({ op: 'replace', path: `${uniflow}:pin`, value: '0042' }) as never;
  await applyUserPatch(context, { id: lost, body: again, ifMatch: null });
  const { users, log } = await audit(partition);
  expect(users[0]?.version).not.toBe(after?.version);
  expect(log).toMatchObject({ create: 2, update: 2 });
  const [secrets] = await opened('new');
  expect(secrets).toEqual({ keys: ['old', 'new'], values: [undefined, '0042'] });
});

test('what a lost key has sealed stands in no other secret’s way: back in the ring, it opens again', async () => {
  await provision(1);
  const context = await contextWith('new');
  const body = patch({ op: 'replace', path: `${uniflow}:pin`, value: '7777' }) as never;
  await applyUserPatch(context, { id: 'id-000000', body, ifMatch: null });
  expect(await last(resealTenant(partition, ringOf('new'), type))).toMatchObject({ resealed: 0 });
  const end = await last(resealTenant(partition, ringOf('new', 'old'), type));
  expect(end).toMatchObject({ resealed: 1, keys: new Map([['new', { secrets: 2, unopened: 0 }]]) });
  expect((await opened('new')).map(({ values }) => values)).toEqual([[codeOf(0), '7777']]);
});

test('another key of the same id opens nothing, and that is counted', async () => {
  await provision(2);
  const before = await allRows(partition);
  const impostor = readSealingKeys({ SCIM_SEALING_KEYS: `new=${keys.new},old=${keys.new}` });
  expect(await last(resealTenant(partition, impostor, type))).toMatchObject({
    resealed: 0,
    keys: new Map([['old', { secrets: 4, unopened: 4 }]]),
  });
  expect(await allRows(partition)).toEqual(before);
});

test('a user who has no room for a longer key id is counted, and all others are sealed', async () => {
  await provision(2);
  const ring = ringOf('old');
  const owner = { tenant: partition.tenant, userId: 'id-large', attribute: `${uniflow}:pin` };
  const pin = seal(ring, owner, '0042');
  const sized = (title: string) =>
    storedUser({ userName: 'large@example.com', title, [uniflow]: { pin } }, { id: 'id-large' });
  const room = maxUserBytes - Buffer.byteLength(JSON.stringify(sized('')));
  const large = sized('x'.repeat(room));
  await insertUser(partition, large, entryOf('create', large));

  const long = readSealingKeys({ SCIM_SEALING_KEYS: `${'n'.repeat(64)}=${keys.new},old=${keys.old}` });
  const end = await last(resealTenant(partition, long, type));
  expect(end).toMatchObject({ users: 3, resealed: 4, tooLarge: 1 });
  expect(end.keys).toEqual(
    new Map([
      ['n'.repeat(64), { secrets: 4, unopened: 0 }],
      ['old', { secrets: 1, unopened: 0 }],
    ]),
  );
  expect((await audit(partition)).users).toContainEqual(large);
  // An id of the same length fits.
  expect(await last(resealTenant(partition, ringOf('new', 'old'), type))).toMatchObject({ tooLarge: 0 });
});

// A whole page of them, and the last ones: nothing is behind which the walk could go on but their keys.
test('damaged users are named and left as they are, and all others are sealed', async () => {
  const ids = await provision(200);
  const damaged = [...ids.slice(0, 96), ...ids.slice(190)];
  for (const id of damaged) await damage(id, { document0: '{"id":' });
  const other = ids[100] ?? '';
  // A whole user, under a key that is not its own.
  await damage(ids[101] ?? '', (await allRows(partition)).get(`i:${other}`) ?? {});
  const expected = [...damaged.slice(0, 96), ids[101], ...damaged.slice(96)];

  expect(await last(inspectTenant(partition, ringOf('new', 'old'), type))).toMatchObject({
    ...{ users: 200, damaged: expected },
    keys: new Map([['old', { secrets: 186, unopened: 0 }]]),
  });
  const before = await allRows(partition);
  expect(await last(resealTenant(partition, ringOf('new', 'old'), type))).toMatchObject({
    ...{ users: 200, resealed: 186, damaged: expected },
    keys: new Map([['new', { secrets: 186, unopened: 0 }]]),
  });
  const after = await allRows(partition);
  for (const id of damaged) expect(after.get(`i:${id}`)).toEqual(before.get(`i:${id}`));
});

/** Stores something else in the row by id. */
async function damage(id: string, row: Record<string, unknown>): Promise<void> {
  const { etag, ...rest } = row;
  await partition.table.updateEntity(
    { format: 1, ...rest, id, partitionKey: partition.tenant, rowKey: `i:${id}` },
    'Replace',
  );
}

test('a user whose rows contradict each other is named, and all others are sealed', async () => {
  const [, torn = ''] = await provision(3);
  await partition.table.deleteEntity(partition.tenant, `n:${encodeKey(`${torn}@example.com`)}`);
  expect(await last(resealTenant(partition, ringOf('new', 'old'), type))).toMatchObject({
    ...{ users: 3, resealed: 4, damaged: [torn] },
    keys: new Map([['new', { secrets: 4, unopened: 0 }]]),
  });
});

test('a value that is not sealed at all is counted as one that names no key', async () => {
  const damaged = storedUser({ userName: 'damaged@example.com', [uniflow]: { pin: 'eyJ-none' } });
  await insertUser(partition, damaged, entryOf('create', damaged));
  const end = await last(resealTenant(partition, ringOf('new'), type));
  expect(end).toMatchObject({ resealed: 0, keys: new Map([['', { secrets: 1, unopened: 1 }]]) });
});

test('an id of a key that settings can not have is not taken for one', async () => {
  const ring = { current: 'new\u001b[2J', keys: new Map([['new\u001b[2J', Buffer.alloc(32)]]) };
  const owner = { tenant: partition.tenant, userId: 'id-odd', attribute: `${uniflow}:pin` };
  const pin = seal(ring, owner, '0042');
  expect(decodeProtectedHeader(pin).kid).toBe(ring.current);
  const odd = storedUser({ userName: 'odd@example.com', [uniflow]: { pin } }, { id: 'id-odd' });
  await insertUser(partition, odd, entryOf('create', odd));
  const end = await last(inspectTenant(partition, ringOf('new'), type));
  expect(end.keys).toEqual(new Map([['', { secrets: 1, unopened: 1 }]]));
});
