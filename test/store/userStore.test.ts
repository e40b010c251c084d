import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { StoredResource } from '../../shared/scim/represent.ts';
import { externalIdKey, markerKey } from '../../shared/store/keys.ts';
import { receiptKey } from '../../shared/store/logRow.ts';
import type { Partition } from '../../shared/store/partition.ts';
import {
  readAll,
  readAllKeys,
  readByCardNumber,
  readByEmail,
  readByExternalId,
  readById,
  readByUserName,
  type ReadUser,
} from '../../shared/store/readUsers.ts';
import { insertUser, deleteUserRows, replaceUserRows } from '../../shared/store/userRows.ts';
import {
  allRows,
  audit,
  collect,
  entryOf,
  keysOf,
  openPartition,
  operationId,
  startStorage,
  storedUser,
  uniflow,
  withSubmit,
  type TestStorage,
} from '../support/store.ts';

let storage: TestStorage;
let partition: Partition;
/** All users whom an index names, of all pages. */
const byEmail = async (...asked: Parameters<typeof readByEmail>) =>
  (await collect(readByEmail(...asked))).flat();
const byCardNumber = async (...asked: Parameters<typeof readByCardNumber>) =>
  (await collect(readByCardNumber(...asked))).flat();

beforeAll(async () => {
  storage = await startStorage();
});
afterAll(() => storage.close());
beforeEach(async () => {
  partition = await openPartition(storage.connectionString);
});

async function create(...words: Parameters<typeof storedUser>): Promise<StoredResource> {
  const user = storedUser(...words);
  expect(await insertUser(partition, user, entryOf('create', user))).toBe('written');
  return user;
}

async function read(user: StoredResource): Promise<ReadUser> {
  const found = await readById(partition, user.id);
  if (found === undefined) throw new Error('There is no such user.');
  return found;
}

/** The user with other attributes, as a write stores it. */
function changed(user: StoredResource, attributes: StoredResource['attributes']): StoredResource {
  return { ...user, version: operationId(), attributes: { ...user.attributes, ...attributes } };
}

async function replace(old: ReadUser, user: StoredResource) {
  return replaceUserRows(partition, old, user, entryOf('update', user));
}

async function change(user: StoredResource, attributes: StoredResource['attributes']) {
  const next = changed(user, attributes);
  expect(await replace(await read(user), next)).toBe('written');
  return next;
}

const emails = (...values: string[]) => ({ emails: values.map((value) => ({ value, type: 'work' })) });
const card = (cardNumber: string) => ({ [uniflow]: { cardNumber } });
const uniqueness = (attribute: string) =>
  expect.objectContaining({
    name: 'ScimError',
    status: 409,
    scimType: 'uniqueness',
    message: expect.stringContaining(attribute) as string,
  }) as Error;

describe('reads', () => {
  test('a user is found by id, externalId, userName in any case, card and each address', async () => {
    const user = await create(
      { userName: 'Jane.Doe@Example.com', externalId: 'Ext-1', displayName: 'Jane Dœ 漢😀' },
      { card: '0042', emails: ['Jane@Example.com', 'second@example.com'] },
    );
    await create({ userName: 'other', externalId: 'ext-1' }, { card: '042' });
    expect((await readById(partition, user.id))?.user).toEqual(user);
    expect((await readByExternalId(partition, 'Ext-1'))?.user).toEqual(user);
    expect((await readByUserName(partition, 'jANE.dOE@eXAMPLE.COM'))?.user).toEqual(user);
    expect(await byCardNumber(partition, '0042', false)).toEqual([user]);
    expect(await byEmail(partition, 'jane@example.com')).toEqual([user]);
    expect(await byEmail(partition, 'SECOND@example.com')).toEqual([user]);
  });

  test('nobody is found where nothing has been stored', async () => {
    expect(await readById(partition, 'x')).toBeUndefined();
    expect(await readByExternalId(partition, 'x')).toBeUndefined();
    expect(await readByUserName(partition, 'x')).toBeUndefined();
    expect(await byCardNumber(partition, 'x', false)).toEqual([]);
    expect(await byCardNumber(partition, 'x', true)).toEqual([]);
    expect(await byEmail(partition, 'x')).toEqual([]);
    expect(await collect(readAll(partition))).toEqual([[]]);
  });

  test('several users may have the same address', async () => {
    const users = [
      await create({ userName: 'a' }, { emails: ['shared@example.com', 'a@example.com'] }),
      await create({ userName: 'b' }, { emails: ['SHARED@example.com'] }),
    ];
    await create({ userName: 'c' }, { emails: ['shared@example.co', 'shared@example.com.au'] });
    const found = await byEmail(partition, 'Shared@Example.com');
    expect(new Set(found)).toEqual(new Set(users));
  });

  test('all users come page by page in the order of their ids, and so do their keys', async () => {
    const users = [];
    for (let i = 0; i < 7; i += 1) users.push(await create({ userName: `u${i}` }));
    const ids = users.map(({ id }) => id).sort();
    const pages = await collect(readAll(partition, { pageSize: 3 }));
    expect(pages.map((page) => page.length)).toEqual([3, 3, 1]);
    expect(pages.flat().map(({ id }) => id)).toEqual(ids);
    const keys = (await collect(readAllKeys(partition))).flat();
    expect(keys).toEqual(ids.map((id) => `i:${id}`));
    const rest = (await collect(readAll(partition, { after: keys[3] }))).flat();
    expect(rest.map(({ id }) => id)).toEqual(ids.slice(4));
  });

  test('another tenant sees nothing, and its users clash with nobody here', async () => {
    const user = await create({ userName: 'jane', externalId: 'e' }, { card: '1', emails: ['j@x'] });
    const here = partition;
    partition = await openPartition(storage.connectionString, `${here.tenant}-2`);
    expect(await readById(partition, user.id)).toBeUndefined();
    expect(await readByExternalId(partition, 'e')).toBeUndefined();
    expect(await byEmail(partition, 'j@x')).toEqual([]);
    await create({ userName: 'jane', externalId: 'e' }, { card: '1', emails: ['j@x'], id: user.id });
    expect((await audit(here)).users).toEqual([user]);
  });
});

describe('create', () => {
  test('leaves the rows of the user, a log row and a counting marker', async () => {
    const user = storedUser({ userName: 'jane', externalId: 'e' }, { card: '1', emails: ['j@x', 'k@x'] });
    const entry = entryOf('create', user);
    await insertUser(partition, user, entry);
    expect(await audit(partition)).toEqual({ users: [user], count: 1, log: { create: 1 } });
    const rows = await allRows(partition);
    expect([...rows.keys()].sort()).toEqual(
      [
        'c:1',
        `e:j@x:${user.id}`,
        `e:k@x:${user.id}`,
        `i:${user.id}`,
        'n:jane',
        'u:e',
        receiptKey(entry),
        markerKey(entry.operationId),
      ].sort(),
    );
    expect(rows.get(receiptKey(entry))).toMatchObject({
      action: 'create',
      userId: user.id,
      changed: '["userName"]',
      requestId: entry.requestId,
      at: new Date(entry.at),
    });
  });

  test.each([
    ['externalId', { externalId: 'e', userName: 'other' }, {}],
    ['userName', { externalId: 'other', userName: 'JANE' }, {}],
    ['cardNumber', { externalId: 'other', userName: 'other' }, { card: '1' }],
  ])('a clash of %s is 409 and writes nothing', async (attribute, attributes, more) => {
    const holder = await create({ userName: 'jane', externalId: 'e' }, { card: '1', emails: ['j@x'] });
    const before = await allRows(partition);
    const user = storedUser(attributes, { emails: ['new@x'], ...more });
    await expect(insertUser(partition, user, entryOf('create', user))).rejects.toEqual(uniqueness(attribute));
    await expect(insertUser(partition, user, entryOf('create', user))).rejects.toThrow(holder.id);
    expect(await allRows(partition)).toEqual(before);
  });

  test('a repetition of a create that has succeeded recognises it', async () => {
    const user = storedUser({ userName: 'jane' });
    const entry = entryOf('create', user);
    expect(await insertUser(partition, user, entry)).toBe('written');
    expect(await insertUser(partition, user, entry)).toBe('written');
    expect(await audit(partition)).toEqual({ users: [user], count: 1, log: { create: 1 } });
  });

  test('a clash with a user who is gone a moment later is no success: nothing was written', async () => {
    const holder = await create({ userName: 'jane', externalId: 'e' });
    const leaving = withSubmit(partition.table, async (run) => {
      const answer = await run();
      await deleteUserRows(partition, await read(holder), entryOf('delete', holder));
      return answer;
    });
    const user = storedUser({ userName: 'jane', externalId: 'e' });
    const entry = entryOf('create', user);
    expect(await insertUser({ ...partition, table: leaving }, user, entry)).toBe('stale');
    expect((await audit(partition)).users).toEqual([]);
    expect(await insertUser(partition, user, entry)).toBe('written');
    expect((await audit(partition)).users).toEqual([user]);
  });

  test('of many creates of the same person one wins', async () => {
    const users = Array.from({ length: 16 }, () =>
      storedUser({ userName: 'jane', externalId: 'e' }, { card: '1' }),
    );
    const results = await Promise.allSettled(
      users.map((user) => insertUser(partition, user, entryOf('create', user))),
    );
    const won = users.filter((_, i) => results[i]?.status === 'fulfilled');
    expect(won).toHaveLength(1);
    for (const result of results) {
      if (result.status === 'rejected')
        expect(result.reason).toMatchObject({ status: 409, scimType: 'uniqueness' });
    }
    expect(await audit(partition)).toEqual({ users: won, count: 1, log: { create: 1 } });
  });

  test('the largest user is stored whole, and whole again after every row of it has moved', async () => {
    const addresses = (letter: string) => Array.from({ length: 20 }, (_, i) => `${letter}${i}@example.com`);
    const fill = '"\\'.repeat(15_000);
    const user = await create(
      { userName: 'jane', externalId: 'e', displayName: fill },
      { card: '1', emails: addresses('a') },
    );
    const next = await change(user, {
      userName: 'joan',
      externalId: 'f',
      ...card('2'),
      ...emails(...addresses('b')),
    });
    expect(await audit(partition)).toMatchObject({ users: [next], count: 1 });
  });
});

describe('replace', () => {
  test('rewrites every copy, and leaves a log row and no marker', async () => {
    const user = await create({ userName: 'jane', externalId: 'e' }, { card: '1', emails: ['j@x'] });
    const keys = await keysOf(partition);
    const next = await change(user, { displayName: 'Jane' });
    expect(await audit(partition)).toEqual({ users: [next], count: 1, log: { create: 1, update: 1 } });
    expect(await keysOf(partition)).toEqual([...keys, 'a:'].sort());
    expect((await readByExternalId(partition, 'e'))?.user).toEqual(next);
    expect((await readByUserName(partition, 'jane'))?.user).toEqual(next);
    expect(await byEmail(partition, 'j@x')).toEqual([next]);
  });

  test.each([
    ['externalId', { externalId: 'new' }, ['u:e'], ['u:new']],
    ['externalId away', { externalId: null }, ['u:e'], ['u:=!ID']],
    ['userName', { userName: 'New' }, ['n:jane'], ['n:new']],
    ['userName in its case only', { userName: 'JANE' }, [], []],
    ['card', card('2'), ['c:1'], ['c:2']],
    ['card away', { [uniflow]: {} }, ['c:1'], []],
    ['an address', emails('new@x', 'k@x'), ['e:j@x:ID'], ['e:new@x:ID']],
    ['an address added', emails('j@x', 'k@x', 'new@x'), [], ['e:new@x:ID']],
    ['addresses in their order and case only', emails('K@X', 'J@x'), [], []],
    ['all addresses away', { emails: [] }, ['e:j@x:ID', 'e:k@x:ID'], []],
    [
      'everything at once',
      { externalId: 'new', userName: 'new', ...card('2'), ...emails('new@x') },
      ['u:e', 'n:jane', 'c:1', 'e:j@x:ID', 'e:k@x:ID'],
      ['u:new', 'n:new', 'c:2', 'e:new@x:ID'],
    ],
  ])('a move of %s takes the old rows away and makes the new ones', async (_, attributes, gone, made) => {
    const user = await create({ userName: 'jane', externalId: 'e' }, { card: '1', emails: ['j@x', 'k@x'] });
    const named = (keys: string[]) => keys.map((key) => key.replace('ID', user.id));
    const before = await keysOf(partition);
    const next = await change(user, attributes);
    expect(await keysOf(partition)).toEqual(
      [...before.filter((key) => !named(gone).includes(key)), ...named(made), 'a:'].sort(),
    );
    expect((await audit(partition)).users).toEqual([next]);
  });

  test('uniqueness moves with the value: the old one is free, the new one is taken', async () => {
    const user = await create({ userName: 'jane', externalId: 'e' }, { card: '1' });
    await change(user, { userName: 'joan', externalId: 'f', ...card('2') });
    await create({ userName: 'jane', externalId: 'e' }, { card: '1' });
    for (const [attribute, late] of [
      ['userName', storedUser({ userName: 'JOAN' })],
      ['externalId', storedUser({ userName: 'x', externalId: 'f' })],
      ['cardNumber', storedUser({ userName: 'x' }, { card: '2' })],
    ] as const) {
      await expect(insertUser(partition, late, entryOf('create', late))).rejects.toEqual(
        uniqueness(attribute),
      );
    }
  });

  test.each([
    ['externalId', { externalId: 'taken' }],
    ['userName', { userName: 'TAKEN' }],
    ['cardNumber', card('taken')],
  ])('a move to the %s of another user is 409 and writes nothing', async (attribute, attributes) => {
    await create({ userName: 'taken', externalId: 'taken' }, { card: 'taken' });
    const user = await create({ userName: 'jane', externalId: 'e' }, { card: '1', emails: ['j@x'] });
    const before = await allRows(partition);
    const old = await read(user);
    const next = changed(user, { ...emails('new@x'), ...attributes });
    await expect(replace(old, next)).rejects.toEqual(uniqueness(attribute));
    expect(await allRows(partition)).toEqual(before);
  });

  test('a user who has changed since it was read is stale, and nothing is written', async () => {
    const user = await create({ userName: 'jane', externalId: 'e' }, { card: '1', emails: ['j@x'] });
    const old = await read(user);
    const winner = await change(user, { displayName: 'first' });
    const before = await allRows(partition);
    for (const attributes of [{ displayName: 'second' }, { userName: 'x', ...card('2'), ...emails() }]) {
      expect(await replace(old, changed(user, attributes))).toBe('stale');
      expect(await allRows(partition)).toEqual(before);
    }
    expect((await read(user)).user).toEqual(winner);
  });

  test.each([
    ['card', card('9')],
    ['address', emails('new@x')],
    ['userName', { userName: 'new' }],
    ['externalId', { externalId: 'new' }],
  ])(
    'two who add the same %s to a user: the second is stale, not in a clash with itself',
    async (_, attributes) => {
      const user = await create({ userName: 'jane' });
      const old = await read(user);
      const winner = await change(user, attributes);
      const before = await allRows(partition);
      expect(await replace(old, changed(user, { displayName: 'x', ...attributes }))).toBe('stale');
      expect(await allRows(partition)).toEqual(before);
      expect((await audit(partition)).users).toEqual([winner]);
    },
  );

  test('a user who was deleted since it was read is stale and stays deleted', async () => {
    const user = await create({ userName: 'jane', externalId: 'e' });
    const old = await read(user);
    expect(await deleteUserRows(partition, old, entryOf('delete', user))).toBe('written');
    const before = await allRows(partition);
    for (const attributes of [{ displayName: 'x' }, { externalId: 'f', userName: 'joan' }]) {
      expect(await replace(old, changed(user, attributes))).toBe('stale');
    }
    expect(await allRows(partition)).toEqual(before);
  });

  test('a repetition of a replace that has succeeded recognises it', async () => {
    const user = await create({ userName: 'jane', externalId: 'e' }, { emails: ['j@x'] });
    const old = await read(user);
    const next = changed(user, { externalId: 'f', ...emails('k@x') });
    const entry = entryOf('update', next);
    expect(await replaceUserRows(partition, old, next, entry)).toBe('written');
    expect(await replaceUserRows(partition, old, next, entry)).toBe('written');
    expect(await audit(partition)).toEqual({ users: [next], count: 1, log: { create: 1, update: 1 } });
  });

  test('two users exchange their cards through a third value, never both with the same', async () => {
    const jane = await create({ userName: 'jane' }, { card: '1' });
    const joan = await create({ userName: 'joan' }, { card: '2' });
    await expect(replace(await read(jane), changed(jane, card('2')))).rejects.toEqual(
      uniqueness('cardNumber'),
    );
    const parked = await change(jane, { [uniflow]: {} });
    const moved = await change(joan, card('1'));
    const done = await change(parked, card('2'));
    expect(await byCardNumber(partition, '1', false)).toEqual([moved]);
    expect(await byCardNumber(partition, '2', false)).toEqual([done]);
    await audit(partition);
  });
});

describe('cards that are shared', () => {
  const shared = (name: string, cardNumber: string): StoredResource => ({
    ...storedUser({ userName: name }, { card: cardNumber }),
    cardShared: true,
  });
  const store = async (user: StoredResource): Promise<StoredResource> => {
    expect(await insertUser(partition, user, entryOf('create', user))).toBe('written');
    return user;
  };
  const byId = (...users: readonly StoredResource[]) =>
    users.toSorted((left, right) => (left.id < right.id ? -1 : 1));

  test('stand in rows of their own, and are found with all who have them, by id', async () => {
    const users = [
      await store(shared('a', '1')),
      await store(shared('b', '1')),
      await store(shared('c', '1')),
    ];
    await store(shared('d', '12'));
    await store(shared('e', '1:'));
    expect(await byCardNumber(partition, '1', true)).toEqual(byId(...users));
    await audit(partition);
  });

  test('are found together with the one who had it alone before, who is found once when it shares too', async () => {
    const alone = await create({ userName: 'a' }, { card: '1' });
    const other = await store(shared('b', '1'));
    expect(await byCardNumber(partition, '1', true)).toEqual(byId(alone, other));
    const sharing = { ...changed(alone, {}), cardShared: true };
    expect(await replace(await read(alone), sharing)).toBe('written');
    expect(await byCardNumber(partition, '1', true)).toEqual(byId(sharing, other));
    expect(await byCardNumber(partition, '1', false)).toEqual([]);
    expect((await audit(partition)).users).toHaveLength(2);
  });

  test('go with their users, one by one', async () => {
    const [a, b] = [await store(shared('a', '1')), await store(shared('b', '1'))];
    expect(await deleteUserRows(partition, await read(a), entryOf('delete', a))).toBe('written');
    expect(await byCardNumber(partition, '1', true)).toEqual([b]);
    await audit(partition);
  });
});

describe('delete', () => {
  test('leaves the log rows and the markers, and frees everything at once', async () => {
    const user = await create({ userName: 'jane', externalId: 'e' }, { card: '1', emails: ['j@x'] });
    expect(await deleteUserRows(partition, await read(user), entryOf('delete', user))).toBe('written');
    expect(await keysOf(partition)).toEqual(['a:', 'a:', 'k:', 'k:']);
    expect(await audit(partition)).toEqual({ users: [], count: 0, log: { create: 1, delete: 1 } });
    const again = await create({ userName: 'jane', externalId: 'e' }, { card: '1', emails: ['j@x'] });
    expect((await audit(partition)).users).toEqual([again]);
  });

  test.each([
    ['a card', card('2')],
    ['an address', emails('j@x', 'new@x')],
    ['another userName', { userName: 'joan' }],
    ['another externalId', { externalId: 'f' }],
    ['nothing that is a row', { displayName: 'x' }],
  ])('of a user who was given %s since it was read is stale, and deletes nothing', async (_, attributes) => {
    const user = await create({ userName: 'jane', externalId: 'e' }, { emails: ['j@x'] });
    const old = await read(user);
    const next = await change(user, attributes);
    const before = await allRows(partition);
    expect(await deleteUserRows(partition, old, entryOf('delete', user))).toBe('stale');
    expect(await allRows(partition)).toEqual(before);
    expect(await deleteUserRows(partition, await read(next), entryOf('delete', user))).toBe('written');
    expect(await keysOf(partition)).toEqual(['a:', 'a:', 'a:', 'k:', 'k:']);
  });

  test('a second delete by what was read before is stale; a repetition recognises its own success', async () => {
    const user = await create({ userName: 'jane' });
    const old = await read(user);
    const entry = entryOf('delete', user);
    expect(await deleteUserRows(partition, old, entry)).toBe('written');
    expect(await deleteUserRows(partition, old, entry)).toBe('written');
    expect(await deleteUserRows(partition, old, entryOf('delete', user))).toBe('stale');
    expect(await audit(partition)).toEqual({ users: [], count: 0, log: { create: 1, delete: 1 } });
  });

  test('of many deletes of one user one is written, and it is counted once', async () => {
    const user = await create({ userName: 'jane' });
    const old = await read(user);
    const results = await Promise.all(
      Array.from({ length: 8 }, () => deleteUserRows(partition, old, entryOf('delete', user))),
    );
    expect(results.filter((result) => result === 'written')).toHaveLength(1);
    expect(await audit(partition)).toEqual({ users: [], count: 0, log: { create: 1, delete: 1 } });
  });

  test('leaves nothing behind whoever else writes the user at the same time', async () => {
    const user = await create({ userName: 'jane', externalId: 'e' }, { emails: ['j@x'] });
    const old = await read(user);
    const writes = [card('2'), emails('k@x'), { userName: 'joan' }, { externalId: 'f' }].map((attributes) =>
      replace(old, changed(user, attributes)),
    );
    const results = await Promise.all([...writes, deleteUserRows(partition, old, entryOf('delete', user))]);
    expect(results.filter((result) => result === 'written')).toHaveLength(1);
    const { users, count } = await audit(partition);
    expect(users).toHaveLength(count);
  });
});

describe('keys of any text', () => {
  const printable = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i));
  const texts = [
    ...printable,
    printable.join(''),
    '',
    "' or PartitionKey ne '",
    "it''s",
    'a/b/../c',
    '..',
    '%2F',
    '=2F',
    '=!x',
    '=~',
    'u:x',
    '\u0000\u0001\u007F\u0085\u009F',
    'line\r\nbreak\ttab',
    'Zoë Ångström',
    'e\u0301',
    '\u00E9',
    'שלום עולם',
    'مرحبا \u202Eabc',
    '漢字かな交じり',
    '👩‍👩‍👧‍👦🇨🇭😀',
    '\uFFFF\uFFFD\u{10FFFF}',
    'x'.repeat(200),
    '/'.repeat(200),
    'x'.repeat(2_000),
    `${'x'.repeat(1_999)}y`,
    '😀'.repeat(1_000),
  ];

  test('every one is found again, by itself and by nothing else, and can move and go', async () => {
    const users = new Map<string, StoredResource>();
    for (const [i, text] of texts.entries()) {
      users.set(text, await create({ userName: `u${i}`, externalId: text }, { card: text }));
    }
    for (const [text, user] of users) {
      expect((await readByExternalId(partition, text))?.user, text).toEqual(user);
      expect(await byCardNumber(partition, text, false), text).toEqual([user]);
    }
    expect((await audit(partition)).users).toHaveLength(texts.length);
    for (const [text, user] of users) {
      const clash = storedUser({ userName: 'clash', externalId: text });
      await expect(insertUser(partition, clash, entryOf('create', clash))).rejects.toThrow(user.id);
    }
    const moved = [];
    for (const [text, user] of users)
      moved.push(await change(user, { externalId: `${text}+`, ...card(`+${text}`) }));
    expect(new Set((await audit(partition)).users)).toEqual(new Set(moved));
    for (const user of moved) {
      expect(await deleteUserRows(partition, await read(user), entryOf('delete', user))).toBe('written');
    }
    expect(await audit(partition)).toMatchObject({ users: [], count: 0 });
  });

  test('so are userNames and addresses, which are folded', async () => {
    const distinct = [...new Map(texts.map((text) => [text.normalize('NFC').toLowerCase(), text])).values()];
    const users = new Map<string, StoredResource>();
    for (const text of distinct) users.set(text, await create({ userName: text }, { emails: [text] }));
    for (const [text, user] of users) {
      expect((await readByUserName(partition, text.toUpperCase().normalize('NFD')))?.user, text).toEqual(
        user,
      );
      expect(await byEmail(partition, text), text).toEqual([user]);
    }
    await audit(partition);
  });

  test('ids are read as they are', async () => {
    for (const id of ["o'brien", 'a:b', 'ü', 'A', 'a'])
      await create({ userName: `u ${id.codePointAt(0) ?? 0} ${id.length}` }, { id });
    for (const id of ["o'brien", 'a:b', 'ü', 'A', 'a']) {
      expect((await readById(partition, id))?.user.id).toBe(id);
      expect(await readByExternalId(partition, id)).toBeUndefined();
    }
    expect((await allRows(partition)).has(externalIdKey('x'))).toBe(false);
  });
});
