import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { patch, person, startWatchedService, type WatchedService } from '../support/faultyService.ts';
import { uniflow } from '../support/store.ts';
import { callsOf } from '../support/watchedCalls.ts';

/** What a request may cost: every storage call is a round trip that a person's update waits for. */
let watched: WatchedService;
let id: string;
let serial = 0;
let name: string;

beforeAll(async () => {
  watched = await startWatchedService();
});
afterAll(() => watched.stop());
beforeEach(async () => {
  name = `jane${(serial += 1)}`;
  const created = await watched.client.send('POST', '/Users', person(name));
  expect(created.status).toBe(201);
  id = created.body.id;
});

/** The calls that a request makes. */
const calls = (method: string, path: string, body?: object, headers?: Readonly<Record<string, string>>) =>
  callsOf(watched, method, path, body, headers);

const filter = (text: string) => `/Users?filter=${encodeURIComponent(text)}`;

describe('storage calls on the wire', () => {
  test('GET by id: one point read', async () => {
    const { reply, calls: made } = await calls('GET', `/Users/${id}`);
    expect(reply.body).toMatchObject({ id, displayName: name });
    expect(made).toEqual(['GET point']);
  });

  test.each([
    ['externalId', () => `externalId eq "external-${name}"`, ['GET point']],
    ['userName, in another case', () => `userName eq "${name.toUpperCase()}@Example.COM"`, ['GET point']],
    ['id', () => `id eq "${id}"`, ['GET point']],
    ['work email', () => `emails[type eq "work"].value eq "${name}@mail.example.com"`, ['GET range']],
    ['any email', () => `emails.value eq "${name}@MAIL.example.com"`, ['GET range']],
    ['card', () => `${uniflow}:cardNumber eq "00-${name}"`, ['GET point', 'GET point']],
    ['userName and active', () => `userName eq "${name}@example.com" and active eq true`, ['GET point']],
  ])('filter by %s', async (_, text, expected) => {
    const { reply, calls: made } = await calls('GET', filter(text()));
    expect(reply.body).toMatchObject({ totalResults: 1, Resources: [{ id }] });
    expect(made).toEqual(expected);
  });

  test('a filter that finds nobody: one', async () => {
    for (const text of ['externalId eq "nobody"', 'userName eq "nobody"', 'emails.value eq "no@body"']) {
      const { reply, calls: made } = await calls('GET', filter(text));
      expect(reply.body).toMatchObject({ totalResults: 0 });
      expect(made, text).toHaveLength(1);
    }
  });

  test('POST: one transaction', async () => {
    const { reply, calls: made } = await calls('POST', '/Users', person(`${name}-new`));
    expect(reply.status).toBe(201);
    expect(made).toEqual(['transaction']);
  });

  test('PATCH: a read and a transaction', async () => {
    const body = patch({ op: 'replace', path: 'displayName', value: 'Other' });
    const { reply, calls: made } = await calls('PATCH', `/Users/${id}`, body);
    expect(reply.status).toBe(200);
    expect(reply.body).toMatchObject({ displayName: 'Other' });
    expect(made).toEqual(['GET point', 'transaction']);
  });

  test('PATCH that moves everything: a read and a transaction', async () => {
    const body = patch(
      { op: 'replace', path: 'externalId', value: `moved-${name}` },
      { op: 'replace', path: 'userName', value: `moved-${name}` },
      { op: 'replace', path: 'emails[type eq "work"].value', value: `moved-${name}@example.com` },
      { op: 'replace', path: `${uniflow}:cardNumber`, value: `99-${name}` },
    );
    const { reply, calls: made } = await calls('PATCH', `/Users/${id}`, body);
    expect(reply.body).toMatchObject({ externalId: `moved-${name}` });
    expect(made).toEqual(['GET point', 'transaction']);
  });

  test('PATCH that changes nothing: one read', async () => {
    const body = patch({ op: 'replace', path: `${uniflow}:pin`, value: '0123' });
    const { reply, calls: made } = await calls('PATCH', `/Users/${id}`, body);
    expect(reply.status).toBe(200);
    expect(made).toEqual(['GET point']);
  });

  test('PUT: a read and a transaction', async () => {
    const { reply, calls: made } = await calls('PUT', `/Users/${id}`, {
      ...person(name),
      displayName: 'Other',
    });
    expect(reply.status).toBe(200);
    expect(made).toEqual(['GET point', 'transaction']);
  });

  test('DELETE: a read and a transaction', async () => {
    const { reply, calls: made } = await calls('DELETE', `/Users/${id}`);
    expect(reply.status).toBe(204);
    expect(made).toEqual(['GET point', 'transaction']);
  });

  test('a page with its total: two ranges', async () => {
    const { reply, calls: made } = await calls('GET', '/Users?count=3');
    const { totalResults } = reply.body;
    expect(totalResults).toBe((await watched.client.send('GET', '/Users?count=0')).body.totalResults);
    expect(made).toEqual(['GET range', 'GET range']);
  });

  test('a total alone: one range', async () => {
    const { calls: made } = await calls('GET', '/Users?count=0');
    expect(made).toEqual(['GET range']);
  });

  test('a user of another id, and a missing one: one', async () => {
    const { reply, calls: made } = await calls('GET', '/Users/nobody');
    expect(reply.status).toBe(404);
    expect(made).toEqual(['GET point']);
  });

  test('a write that is refused: what it took to refuse it, and one for the log', async () => {
    const absent = await calls('PATCH', '/Users/nobody', patch({ op: 'remove', path: 'title' }));
    expect(absent.reply.status).toBe(404);
    expect(absent.calls).toEqual(['GET point', 'PUT point']);
    const wrong = await calls('POST', '/Users', { userName: 7 });
    expect(wrong.reply.status).toBe(400);
    expect(wrong.calls).toEqual(['PUT point']);
  });

  test('a change that is refused: whom it was meant for is known from what it has read', async () => {
    const clash = patch({ op: 'replace', path: 'userName', value: `${name}-other@example.com` });
    await watched.client.send('POST', '/Users', person(`${name}-other`));
    const title = patch({ op: 'replace', path: 'title', value: 'x' });
    const other = { 'if-match': 'W/"other"' };
    const costs = {
      // To refuse it: the user, the transaction, whether it was written in spite of that, and who has the name.
      409: await calls('PATCH', `/Users/${id}`, clash),
      412: await calls('PATCH', `/Users/${id}`, title, other),
      400: await calls('PUT', `/Users/${id}`, { externalId: undefined, userName: '' }),
      deleted: await calls('DELETE', `/Users/${id}`, undefined, other),
    };
    const statuses = Object.values(costs).map(({ reply }) => reply.status);
    expect(statuses).toEqual([400, 409, 412, 412]);
    expect(costs[409].calls).toEqual(['GET point', 'transaction', 'GET point', 'GET point', 'PUT point']);
    for (const cost of [costs[400], costs[412], costs.deleted])
      expect(cost.calls).toEqual(['GET point', 'PUT point']);
    const { body } = await watched.client.send(
      'GET',
      `/provisioningLog?user=external-${name}&action=refused`,
    );
    expect(body.itemsPerPage).toBe(4);
  });

  test('a PATCH that is refused: one more, for whom it was meant', async () => {
    const { reply, calls: made } = await calls('PATCH', `/Users/${id}`, patch({ op: 'remove', path: 'x' }));
    expect(reply.status).toBe(400);
    expect(made).toEqual(['GET point', 'PUT point']);
  });

  test('a Bulk request of which everything is refused: one for the log of all', async () => {
    const operations = Array.from({ length: 30 }, (_, n) => ({
      ...{ method: 'POST', path: '/Users', bulkId: String(n) },
      data: { userName: 7 },
    }));
    const { reply, calls: made } = await calls('POST', '/Bulk', { Operations: operations });
    expect(reply.status).toBe(200);
    expect(made).toEqual(['transaction']);
  });

  test('authentication of a tenant that is known, and discovery: none', async () => {
    for (const path of ['/ServiceProviderConfig', '/Schemas', '/ResourceTypes']) {
      const { reply, calls: made } = await calls('GET', path);
      expect(reply.status).toBe(200);
      expect(made, path).toEqual([]);
    }
  });

  test('a token that cannot be one: none', async () => {
    watched.proxy.forget();
    const reply = await fetch(`${watched.service.tenantUrl}/Users/${id}`, {
      headers: { authorization: 'Bearer ufscim_0000000000000000000000000000000000000' },
    });
    expect(reply.status).toBe(401);
    expect(watched.proxy.calls).toEqual([]);
  });
});
