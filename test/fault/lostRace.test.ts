import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { readById } from '../../shared/store/readUsers.ts';
import { deleteUserRows } from '../../shared/store/userRows.ts';
import { patch, person, startWatchedService, type WatchedService } from '../support/faultyService.ts';
import { isTransaction, type StorageCall } from '../support/storageProxy.ts';
import { audit, entryOf, uniflow } from '../support/store.ts';

/** Another process is quicker, just between a request's read and its write. */
let watched: WatchedService;
let rival: WatchedService;
let id: string;
let name: string;
let serial = 0;

beforeAll(async () => {
  watched = await startWatchedService();
  rival = await watched.another();
});
afterAll(async () => {
  await rival.stop();
  await watched.stop();
});
beforeEach(async () => {
  watched.proxy.treat(() => 'pass');
  name = `jane${(serial += 1)}`;
  id = (await rival.client.send('POST', '/Users', person(name))).body.id;
  watched.proxy.forget();
});

/** Lets the rival act before the first call for which `test` holds. */
function before(test: (call: StorageCall) => boolean, act: () => Promise<unknown>): void {
  let acted = false;
  watched.proxy.treat(async (call) => {
    if (!acted && test(call)) {
      acted = true;
      await act();
    }
    return 'pass' as const;
  });
}

const rivalPatch = (path: string, value: unknown) =>
  rival.client.send('PATCH', `/Users/${id}`, patch({ op: 'replace', path, value }));

test('a PATCH is made again on top of what came first', async () => {
  before(isTransaction, () => rivalPatch('title', 'first'));
  const body = patch({ op: 'replace', path: 'displayName', value: 'second' });
  const reply = await watched.client.send('PATCH', `/Users/${id}`, body);
  expect(reply.status).toBe(200);
  expect(reply.body).toMatchObject({ title: 'first', displayName: 'second' });
  expect(watched.proxy.calls.filter(isTransaction)).toHaveLength(2);
  await audit(watched.partition);
});

test.each([
  ['a first card', `${uniflow}:cardNumber`, 'new-card'],
  ['another address', 'emails[type eq "home"].value', 'new@home.example.com'],
  ['another userName', 'userName', 'new-name'],
  ['another externalId', 'externalId', 'new-external-id'],
  ['a title', 'title', 'new'],
])('a DELETE of somebody who is given %s leaves nothing of it behind', async (_, path, value) => {
  const cardless = patch({ op: 'remove', path: `${uniflow}:cardNumber` });
  await rival.client.send('PATCH', `/Users/${id}`, cardless);
  before(isTransaction, async () => {
    expect((await rivalPatch(path, value)).status).toBe(200);
  });
  expect((await watched.client.send('DELETE', `/Users/${id}`)).status).toBe(204);
  expect(watched.proxy.calls.filter(isTransaction)).toHaveLength(2);
  const { users, count } = await audit(watched.partition);
  expect(users.map((user) => user.id)).not.toContain(id);
  expect(count).toBe(users.length);
});

test.each([
  ['PATCH', () => patch({ op: 'replace', path: 'title', value: 'x' })],
  ['PUT', () => ({ ...person(name), title: 'x' })],
  ['DELETE', () => undefined],
])('a %s of somebody who is deleted just then is 404', async (method, body) => {
  before(isTransaction, () => rival.client.send('DELETE', `/Users/${id}`));
  expect((await watched.client.send(method, `/Users/${id}`, body())).status).toBe(404);
  const { users, count } = await audit(watched.partition);
  expect(users.map((user) => user.id)).not.toContain(id);
  expect(count).toBe(users.length);
});

test('a PATCH to a card that somebody else takes just then is 409', async () => {
  const card = `taken-${name}`;
  before(isTransaction, () =>
    rival.client.send('POST', '/Users', { ...person(`${name}-other`), [uniflow]: { cardNumber: card } }),
  );
  const body = patch({ op: 'replace', path: `${uniflow}:cardNumber`, value: card });
  const reply = await watched.client.send('PATCH', `/Users/${id}`, body);
  expect(reply.status).toBe(409);
  expect(reply.body).toMatchObject({
    scimType: 'uniqueness',
    detail: expect.stringContaining('cardNumber') as string,
  });
  await audit(watched.partition);
});

test('a POST that stood in a clash with somebody who is gone a moment later is 201, and is stored', async () => {
  // The transaction is refused; who stood in its way goes before the service looks who it was.
  before(
    ({ method, url }) => method === 'GET' && url.includes('u%3A'),
    async () => {
      const read = await readById(watched.partition, id);
      if (read === undefined) throw new Error('There is no such user.');
      expect(await deleteUserRows(watched.partition, read, entryOf('delete', read.user))).toBe('written');
    },
  );
  const reply = await watched.client.send('POST', '/Users', person(name));
  expect(reply.status).toBe(201);
  expect(watched.proxy.calls.filter(isTransaction)).toHaveLength(2);
  const { users } = await audit(watched.partition);
  expect(users.map((user) => user.id)).toContain(reply.body.id);
  expect((await rival.client.send('GET', `/Users/${reply.body.id}`)).body).toEqual(reply.body);
});
