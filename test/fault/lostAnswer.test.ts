import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { insertUser } from '../../shared/store/userRows.ts';
import { patch, person, startWatchedService, type WatchedService } from '../support/faultyService.ts';
import { isTransaction, loseOnce, type StorageCall, type Treatment } from '../support/storageProxy.ts';
import { audit, entryOf, storedUser, uniflow, type Audit } from '../support/store.ts';

/** Storage does what it is asked, and its answer is lost: the SDK asks again, and the service meets its own success. */
let watched: WatchedService;
let before: Audit;
let id: string;
let name: string;
let serial = 0;

beforeAll(async () => {
  watched = await startWatchedService();
});
afterAll(() => watched.stop());
beforeEach(async () => {
  watched.proxy.treat(() => 'pass');
  name = `jane${(serial += 1)}`;
  const created = await watched.client.send('POST', '/Users', person(name));
  id = created.body.id;
  before = await audit(watched.partition);
  watched.proxy.forget();
});

const transactions = () => watched.proxy.calls.filter(isTransaction).length;

/** The log rows and the count have grown by so much, and every row is in its place. */
async function expectGrowth(growth: { users: number; log: Partial<Audit['log']> }): Promise<Audit> {
  const after = await audit(watched.partition);
  expect(after.users.length - before.users.length).toBe(growth.users);
  expect(after.count).toBe(after.users.length);
  const actions = ['create', 'update', 'enable', 'disable', 'delete'] as const;
  const grown = actions.map(
    (action) => [action, (after.log[action] ?? 0) - (before.log[action] ?? 0)] as const,
  );
  expect(Object.fromEntries(grown.filter(([, count]) => count !== 0))).toEqual(growth.log);
  const list = await watched.client.send('GET', '/Users?count=0');
  expect(list.body).toMatchObject({ totalResults: after.users.length });
  return after;
}

/** Loses so many answers to transactions, and passes the rest. */
function loseMany(count: number): (call: StorageCall) => Treatment {
  let left = count;
  return (call) => (isTransaction(call) && (left -= 1) >= 0 ? 'lose' : 'pass');
}

describe.each([1, 2])('where the answer to a write is lost %i times', (times) => {
  beforeEach(() => {
    watched.proxy.treat(loseMany(times));
  });

  test('POST is 201 and makes one person', async () => {
    const reply = await watched.client.send('POST', '/Users', person(`${name}-new`));
    expect(reply.status).toBe(201);
    expect(transactions()).toBe(times + 1);
    const created = reply.body;
    const { users } = await expectGrowth({ users: 1, log: { create: 1 } });
    expect(users.map((user) => user.id)).toContain(created.id);
    const read = await watched.client.send('GET', `/Users/${created.id}`);
    expect(read.body).toEqual(reply.body);
  });

  test('PATCH is 200 and is made once', async () => {
    const body = patch({ op: 'replace', path: 'displayName', value: 'Other' });
    const reply = await watched.client.send('PATCH', `/Users/${id}`, body);
    expect(reply.status).toBe(200);
    expect(transactions()).toBe(times + 1);
    await expectGrowth({ users: 0, log: { update: 1 } });
    expect((await watched.client.send('GET', `/Users/${id}`)).body).toEqual(reply.body);
  });

  test('PATCH that moves every row is 200 and is made once', async () => {
    const body = patch(
      { op: 'replace', path: 'externalId', value: `moved-${name}` },
      { op: 'replace', path: 'userName', value: `moved-${name}` },
      { op: 'replace', path: 'emails[type eq "work"].value', value: `moved-${name}@example.com` },
      { op: 'replace', path: `${uniflow}:cardNumber`, value: `99-${name}` },
    );
    const reply = await watched.client.send('PATCH', `/Users/${id}`, body);
    expect(reply.status).toBe(200);
    expect(transactions()).toBe(times + 1);
    await expectGrowth({ users: 0, log: { update: 1 } });
    expect((await watched.client.send('GET', `/Users/${id}`)).body).toEqual(reply.body);
  });

  test('PATCH that disables is 200, and the log says so once', async () => {
    const body = patch({ op: 'replace', path: 'active', value: false });
    expect((await watched.client.send('PATCH', `/Users/${id}`, body)).body).toMatchObject({ active: false });
    await expectGrowth({ users: 0, log: { disable: 1 } });
  });

  test('PUT is 200 and is made once', async () => {
    const body = { ...person(name), displayName: 'Other' };
    const reply = await watched.client.send('PUT', `/Users/${id}`, body);
    expect(reply.status).toBe(200);
    expect(transactions()).toBe(times + 1);
    await expectGrowth({ users: 0, log: { update: 1 } });
    expect((await watched.client.send('GET', `/Users/${id}`)).body).toEqual(reply.body);
  });

  test('DELETE is 204 and is counted once', async () => {
    const reply = await watched.client.send('DELETE', `/Users/${id}`);
    expect(reply.status).toBe(204);
    expect(transactions()).toBe(times + 1);
    await expectGrowth({ users: -1, log: { delete: 1 } });
    expect((await watched.client.send('GET', `/Users/${id}`)).status).toBe(404);
  });
});

test('a POST that is refused stays refused where the answer to the refusal is lost', async () => {
  watched.proxy.treat(loseOnce(isTransaction));
  const reply = await watched.client.send('POST', '/Users', person(name));
  expect(reply.status).toBe(409);
  expect(reply.body).toMatchObject({ scimType: 'uniqueness' });
  expect(transactions()).toBe(2);
  await expectGrowth({ users: 0, log: {} });
});

test('a repeated DELETE takes nothing away from who has come in the place of the deleted one', async () => {
  const successor = storedUser(
    { userName: `${name}@example.com`, externalId: `external-${name}` },
    { card: `00-${name}`, emails: [`${name}@mail.example.com`] },
  );
  const lose = loseOnce(isTransaction);
  watched.proxy.treat(async (call) => {
    const treatment = lose(call);
    // The second transaction is the repetition: just before it somebody else takes the free place.
    if (treatment === 'pass' && isTransaction(call)) {
      await insertUser(watched.partition, successor, entryOf('create', successor));
    }
    return treatment;
  });
  expect((await watched.client.send('DELETE', `/Users/${id}`)).status).toBe(204);
  expect(transactions()).toBe(2);
  const { users } = await expectGrowth({ users: 0, log: { create: 1, delete: 1 } });
  expect(users).toContainEqual(successor);
});

test('a repeated PATCH whose user somebody else changed meanwhile is 200, and both changes stay', async () => {
  const lose = loseOnce(isTransaction);
  const second = await watched.another();
  watched.proxy.treat(async (call) => {
    const treatment = lose(call);
    if (treatment === 'pass' && isTransaction(call)) {
      const body = patch({ op: 'replace', path: 'title', value: 'second' });
      expect((await second.client.send('PATCH', `/Users/${id}`, body)).status).toBe(200);
    }
    return treatment;
  });
  const body = patch({ op: 'replace', path: 'displayName', value: 'first' });
  expect((await watched.client.send('PATCH', `/Users/${id}`, body)).status).toBe(200);
  await expectGrowth({ users: 0, log: { update: 2 } });
  const read = await watched.client.send('GET', `/Users/${id}`);
  expect(read.body).toMatchObject({ displayName: 'first', title: 'second' });
  await second.stop();
});

test('a read whose answer is lost is repeated', async () => {
  watched.proxy.treat(loseOnce(() => true));
  const reply = await watched.client.send('GET', `/Users/${id}`);
  expect(reply.status).toBe(200);
  expect(watched.proxy.calls).toHaveLength(2);
});

test.each(['cut', 'refuse'] as const)(
  'a write that did not reach storage (%s) is repeated',
  async (treatment) => {
    let failed = 0;
    watched.proxy.treat((call) => (isTransaction(call) && (failed += 1) === 1 ? treatment : 'pass'));
    expect((await watched.client.send('POST', '/Users', person(`${name}-new`))).status).toBe(201);
    expect(failed).toBe(2);
    await expectGrowth({ users: 1, log: { create: 1 } });
  },
);

test('where every answer is lost the client gets 503, and its own repetition finds what was done', async () => {
  watched.proxy.treat(loseMany(Infinity));
  const reply = await watched.client.send('POST', '/Users', person(`${name}-new`));
  expect(reply.status).toBe(503);
  expect(reply.headers.get('retry-after')).toMatch(/^\d+$/);
  // It was made, and the service cannot know.
  expect(reply.text).not.toMatch(/nothing was|not changed/i);
  watched.proxy.treat(() => 'pass');
  await expectGrowth({ users: 1, log: { create: 1 } });
  const again = await watched.client.send('POST', '/Users', person(`${name}-new`));
  expect(again.status).toBe(409);
  await expectGrowth({ users: 1, log: { create: 1 } });
});
