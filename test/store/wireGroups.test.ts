import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fillGroupOf } from '../support/filledGroup.ts';
import { patch, person, startWatchedService, type WatchedService } from '../support/faultyService.ts';
import { filterQuery } from '../support/people.ts';
import { callsOf, inRounds } from '../support/watchedCalls.ts';

/** What requests about groups may cost, in a tenant that has large ones. */
let watched: WatchedService;
let serial = 0;

beforeAll(async () => {
  watched = await startWatchedService();
});
afterAll(() => watched.stop());

const calls = (method: string, path: string, body?: object, headers?: Readonly<Record<string, string>>) =>
  callsOf(watched, method, path, body, headers);

const add = (...ids: readonly string[]) =>
  patch({ op: 'add', path: 'members', value: ids.map((value) => ({ value })) });
const remove = (id: string) => patch({ op: 'remove', path: `members[value eq "${id}"]` });
const without = 'excludedAttributes=members';

async function user(): Promise<string> {
  return (await watched.client.send('POST', '/Users', person(`user${(serial += 1)}`))).body.id;
}

interface Made {
  readonly id: string;
  readonly path: string;
  readonly displayName: string;
}

async function group(...members: readonly string[]): Promise<Made> {
  const displayName = `Group ${(serial += 1)}`;
  const body = { displayName, externalId: displayName, members: members.map((value) => ({ value })) };
  const reply = await watched.client.send('POST', '/Groups', body);
  expect(reply.status, reply.text).toBe(201);
  return { id: reply.body.id, path: `/Groups/${reply.body.id}`, displayName };
}

describe('storage calls on the wire, of groups', () => {
  test('GET without members: one point read, however many there are', async () => {
    const { id } = await fillGroupOf(watched.partition, 'Many', 1_500);
    for (const path of [`/Groups/${id}?${without}`, `/Groups/${id}?attributes=displayName`, '/Groups/none?x'])
      expect((await calls('GET', path)).calls, path).toHaveLength(1);
  });

  test.each([
    [0, 1],
    [999, 1],
    [1_000, 2],
    [1_999, 3],
  ])('GET with %i members: one range for each thousand rows', async (size, expected) => {
    const { id } = await fillGroupOf(watched.partition, `With ${size}`, size);
    const { reply, calls: made } = await calls('GET', `/Groups/${id}`);
    expect(((reply.body.members ?? []) as unknown[]).length).toBe(size);
    expect(made).toEqual(Array.from({ length: expected }, () => 'GET range'));
  });

  test('GET of what a client has already: one point read', async () => {
    const { path } = await group(await user());
    const { headers } = await watched.client.send('GET', path);
    const { reply, calls: made } = await calls('GET', path, undefined, {
      'if-none-match': headers.get('etag') ?? '',
    });
    expect(reply.status).toBe(304);
    expect(made).toEqual(['GET point']);
  });

  test('GET of a user who was never in a group: one point read', async () => {
    const { calls: made } = await calls('GET', `/Users/${await user()}`);
    expect(made).toEqual(['GET point']);
  });

  test('GET of a user in three groups: the user, the memberships, and each group, side by side', async () => {
    const id = await user();
    for (let n = 0; n < 3; n += 1) await group(id);
    watched.proxy.treat(inRounds(1, 1, 3));
    const { reply, calls: made } = await calls('GET', `/Users/${id}`);
    expect(reply.body.groups).toHaveLength(3);
    expect(made).toEqual(['GET point', 'GET range', 'GET point', 'GET point', 'GET point']);
  });

  test('one member added: two rounds, also to a group of many', async () => {
    const large = await fillGroupOf(watched.partition, 'Large', 1_500);
    for (const id of [(await group(await user())).id, large.id]) {
      const member = await user();
      watched.proxy.treat(inRounds(3, 1));
      const { reply, calls: made } = await calls('PATCH', `/Groups/${id}?${without}`, add(member));
      expect(reply.status).toBe(200);
      expect(made).toEqual(['GET point', 'GET point', 'GET point', 'transaction']);
    }
  });

  test('the members that the answer to a PATCH shows are read beside the transaction', async () => {
    const [member, other] = [await user(), await user()];
    const { path } = await group(member);
    watched.proxy.treat(inRounds(3, 2));
    const { reply, calls: made } = await calls('PATCH', path, add(other));
    expect(reply.body.members).toHaveLength(2);
    expect(made.toSorted()).toEqual(['GET point', 'GET point', 'GET point', 'GET range', 'transaction']);
  });

  test('one member removed: two rounds', async () => {
    const member = await user();
    const { path } = await group(member, await user());
    watched.proxy.treat(inRounds(2, 1));
    const { reply, calls: made } = await calls('PATCH', `${path}?${without}`, remove(member));
    expect(reply.status).toBe(200);
    expect(made).toEqual(['GET point', 'GET point', 'transaction']);
  });

  test('a PATCH that changes nothing: two rounds', async () => {
    const [member, other] = [await user(), await user()];
    const { path } = await group(member);
    watched.proxy.treat(inRounds(3, 1));
    expect((await calls('PATCH', `${path}?${without}`, add(member))).calls).toHaveLength(4);
    watched.proxy.treat(inRounds(2, 1));
    expect((await calls('PATCH', `${path}?${without}`, remove(other))).calls).toHaveLength(3);
  });

  test('a PATCH of the name: a read and a transaction', async () => {
    const { path } = await group(await user());
    const body = patch({ op: 'replace', path: 'displayName', value: `Group ${(serial += 1)}` });
    const { calls: made } = await calls('PATCH', `${path}?${without}`, body);
    expect(made).toEqual(['GET point', 'transaction']);
  });

  test('PUT: group and members side by side, who is new, a transaction', async () => {
    const [kept, gone, fresh] = [await user(), await user(), await user()];
    const { path, displayName } = await group(kept, gone);
    const members = [kept, fresh].toSorted().map((value) => ({ value }));
    watched.proxy.treat(inRounds(2, 1, 1));
    const { reply, calls: made } = await calls('PUT', path, { displayName, members });
    expect(reply.body.members, reply.text).toMatchObject(members);
    expect(made.toSorted()).toEqual(['GET point', 'GET point', 'GET range', 'transaction']);
  });

  test('POST with two members: both side by side, and a transaction', async () => {
    const members = [await user(), await user()].toSorted().map((value) => ({ value }));
    watched.proxy.treat(inRounds(2, 1));
    const body = { displayName: `Group ${(serial += 1)}`, members };
    const { reply, calls: made } = await calls('POST', '/Groups', body);
    expect(reply.body.members).toMatchObject(members);
    expect(made).toEqual(['GET point', 'GET point', 'transaction']);
  });

  test('DELETE of a group and of a user in one', async () => {
    const member = await user();
    const { path } = await group(member);
    await group(member);
    expect((await calls('DELETE', path)).calls).toEqual(['GET point', 'GET range', 'transaction']);
    const { calls: made } = await calls('DELETE', `/Users/${member}`);
    expect(made).toEqual(['GET point', 'GET range', 'GET point', 'transaction']);
  });

  test.each([
    [
      'displayName',
      ({ displayName }: Made) => `displayName eq "${displayName.toUpperCase()}"`,
      ['GET point'],
    ],
    ['externalId', ({ displayName }: Made) => `externalId eq "${displayName}"`, ['GET point']],
    ['id', ({ id }: Made) => `id eq "${id}"`, ['GET point']],
    [
      'members',
      (_: Made, member: string) => `members.value eq "${member}"`,
      ['GET range', 'GET point', 'GET point'],
    ],
    [
      'displayName and members',
      ({ displayName }: Made, member: string) =>
        `displayName eq "${displayName}" and members[value eq "${member}"]`,
      ['GET point', 'GET point'],
    ],
  ])('filter by %s', async (_, text, expected) => {
    const member = await user();
    const made = await group(member);
    const query = filterQuery(text(made, member));
    const { reply, calls: asked } = await calls('GET', `/Groups?${without}&${query}`);
    expect(reply.body).toMatchObject({ totalResults: 1, Resources: [{ id: made.id }] });
    expect(asked).toEqual(expected);
  });

  test.each([
    ['by index', ''],
    ['by cursor', '&cursor='],
    ['sorted', '&sortBy=displayName'],
  ])(
    'users that a filter finds, %s: their memberships side by side, and each group once',
    async (_, more) => {
      const name = `shared${(serial += 1)}`;
      const members: string[] = [];
      for (let n = 0; n < 3; n += 1) {
        const body = { ...person(`${name}-${n}`), emails: [{ value: `${name}@example.com` }] };
        members.push((await watched.client.send('POST', '/Users', body)).body.id);
      }
      const made = await group(...members);
      const path = `/Users?${filterQuery(`emails.value eq "${name}@example.com"`)}${more}`;
      const { reply, calls: asked } = await calls('GET', path);
      expect(reply.body.Resources.map(({ groups }) => groups)).toMatchObject(
        members.map(() => [{ value: made.id }]),
      );
      // By cursor the index is read twice: the total comes with the page.
      expect(asked).toHaveLength(more === '&cursor=' ? 6 : 5);
    },
  );
});
