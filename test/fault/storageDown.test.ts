import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSecretToken } from '../../shared/tenants/credential.ts';
import { countUsers } from '../../shared/store/countUsers.ts';
import { readAll, readByEmail, readById } from '../../shared/store/readUsers.ts';
import { insertUser } from '../../shared/store/userRows.ts';
import { readTenant } from '../../shared/tenants/tenantStore.ts';
import { clientOf, type Client, type Reply } from '../support/client.ts';
import { patch, person, startWatchedService, type WatchedService } from '../support/faultyService.ts';
import { busyMessage, startStorageProxy, type StorageProxy } from '../support/storageProxy.ts';
import {
  audit,
  collect,
  entryOf,
  openPartition,
  startStorage,
  storedUser,
  type TestStorage,
} from '../support/store.ts';

const requests: readonly (readonly [string, (client: Client, id: string) => Promise<Reply>])[] = [
  ['GET', (client, id) => client.send('GET', `/Users/${id}`)],
  ['a filter', (client) => client.send('GET', '/Users?filter=userName+eq+%22jane%22')],
  ['a filter by email', (client) => client.send('GET', '/Users?filter=emails.value+eq+%22jane%22')],
  ['a list', (client) => client.send('GET', '/Users')],
  ['POST', (client) => client.send('POST', '/Users', person('new'))],
  ['PUT', (client, id) => client.send('PUT', `/Users/${id}`, person('changed'))],
  [
    'PATCH',
    (client, id) =>
      client.send('PATCH', `/Users/${id}`, patch({ op: 'replace', path: 'displayName', value: 'changed' })),
  ],
  ['DELETE', (client, id) => client.send('DELETE', `/Users/${id}`)],
];

function expectUnavailable(reply: Reply): void {
  expect(reply.status).toBe(503);
  expect(reply.headers.get('content-type')).toMatch(/^application\/scim\+json/);
  expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(reply.body).toMatchObject({
    schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
    status: '503',
    detail: expect.any(String) as string,
  });
  // Nothing of what storage, its client library or the network said.
  expect(reply.text).not.toMatch(/stamp|ServerBusy|ECONN|127\.0\.0\.1|devstoreaccount|batch|RestError|jane/i);
}

describe.each(['busy', 'cut off', 'down'] as const)('while storage is %s', (state) => {
  let watched: WatchedService;
  let id: string;
  /** All at once: each takes as long as the client library repeats it. */
  const replies = new Map<string, Reply>();
  beforeAll(async () => {
    watched = await startWatchedService();
    const created = await watched.client.send('POST', '/Users', person('jane'));
    id = created.body.id;
    if (state === 'down') await watched.proxy.close();
    else watched.proxy.treat(() => (state === 'busy' ? 'refuse' : 'cut'));
    const unknown = clientOf(watched.service.tenantUrl, createSecretToken());
    const all: [string, Promise<Reply>][] = [
      ['discovery', watched.client.send('GET', '/ServiceProviderConfig')],
      ['authentication', unknown.send('GET', '/Users')],
      ...requests.map(([name, send]): [string, Promise<Reply>] => [name, send(watched.client, id)]),
    ];
    await Promise.all(all.map(async ([name, reply]) => replies.set(name, await reply)));
  });
  afterAll(() => watched.stop());

  const reply = (name: string): Reply => {
    const found = replies.get(name);
    if (found === undefined) throw new Error(`There was no answer to ${name}.`);
    return found;
  };

  test('requests without storage are answered', () => {
    expect(reply('discovery').status).toBe(200);
  });

  test.each(requests)('%s is 503 with Retry-After', (name) => {
    expectUnavailable(reply(name));
  });

  test('so is a request that has to be authenticated anew: it is not said to be unauthorized', () => {
    expectUnavailable(reply('authentication'));
  });

  test('nothing has changed, and the log holds neither the person nor the message of storage', async () => {
    const { users, count, log } = await audit(watched.partition);
    expect(users.map((user) => user.id)).toEqual([id]);
    expect(users[0]?.attributes.displayName).toBe('jane');
    expect([count, log]).toEqual([1, { create: 1 }]);
    expect(watched.service.log()).not.toContain(busyMessage);
    expect(watched.service.log()).not.toContain('jane');
  });
});

test('when storage is back, so is the service', async () => {
  const watched = await startWatchedService();
  try {
    watched.proxy.treat(() => 'refuse');
    expectUnavailable(await watched.client.send('POST', '/Users', person('jane')));
    watched.proxy.treat(() => 'pass');
    expect((await watched.client.send('POST', '/Users', person('jane'))).status).toBe(201);
  } finally {
    await watched.stop();
  }
});

describe('storage that never answers', () => {
  let storage: TestStorage;
  let proxy: StorageProxy;
  beforeAll(async () => {
    storage = await startStorage();
  });
  afterAll(() => storage.close());
  beforeEach(async () => {
    proxy = await startStorageProxy(storage.connectionString);
  });
  afterEach(() => proxy.close());

  test.each([
    ['a point read', (partition) => readById(partition, 'x')],
    ['a range', (partition) => collect(readByEmail(partition, 'x'))],
    ['all', (partition) => collect(readAll(partition))],
    ['a count', (partition) => countUsers(partition)],
    ['a tenant', ({ table, signal }) => readTenant(table, 'x', signal)],
    [
      'a write',
      (partition) => {
        const user = storedUser({ userName: 'jane' });
        return insertUser(partition, user, entryOf('create', user));
      },
    ],
  ] satisfies [string, (partition: Awaited<ReturnType<typeof openPartition>>) => Promise<unknown>][])(
    '%s ends as 503 when the request has no more time',
    async (_, call) => {
      const partition = await openPartition(proxy.connectionString);
      const deadline = new AbortController();
      let hung = 0;
      proxy.treat(() => {
        // The time is over while the call hangs.
        if ((hung += 1) === 1)
          setImmediate(() => {
            deadline.abort(new DOMException('over', 'TimeoutError'));
          });
        return 'hang';
      });
      await expect(call({ ...partition, signal: deadline.signal })).rejects.toMatchObject({
        name: 'ScimError',
        status: 503,
      });
      expect(hung).toBe(1);
    },
  );
});
