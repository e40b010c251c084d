import { describe, expect, test } from 'vitest';
import { enterprise, filterQuery, patch, person, uniflow, type Body } from '../support/people.ts';
import { audit } from '../support/store.ts';
import { useTenant } from '../support/useTenant.ts';

const { client, another } = await useTenant();

const many = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

async function listed(filter: string): Promise<Record<string, unknown>[]> {
  const { body } = await client.send('GET', `/Users?${filterQuery(filter)}`);
  return body.Resources;
}

test('32 concurrent POSTs of the same person: one 201, 31 × 409, one person', async () => {
  const replies = await Promise.all(many(32, () => client.send('POST', '/Users', person('same'))));
  const won = replies.filter(({ status }) => status === 201);
  const lost = replies.filter(({ status }) => status === 409);
  expect([won.length, lost.length]).toEqual([1, 31]);
  for (const { body } of lost) expect(body.scimType).toBe('uniqueness');
  for (const filter of [
    'externalId eq "ext-same"',
    'userName eq "same@example.com"',
    'displayName eq "Person same"',
  ])
    expect(await listed(filter)).toEqual([won[0]?.body]);
  expect((await client.send('GET', '/Users')).body.totalResults).toBe(1);
});

test.each<[string, (i: number) => Body]>([
  ['userName', (i) => ({ userName: i % 2 === 0 ? 'one@x.example' : 'ONE@X.EXAMPLE' })],
  ['externalId', () => ({ externalId: 'one' })],
  ['card', () => ({ [uniflow]: { cardNumber: '001' } })],
])('16 different people who want the same %s: one gets it', async (_, more) => {
  const replies = await Promise.all(many(16, (i) => client.send('POST', '/Users', person(`p${i}`, more(i)))));
  expect(replies.map(({ status }) => status).toSorted()).toEqual([201, ...many(15, () => 409)]);
  for (const { status, body } of replies)
    if (status === 201) expect((await client.send('DELETE', `/Users/${body.id}`)).status).toBe(204);
});

test('16 people who want the same card by PATCH: one gets it, the others keep theirs', async () => {
  const people = await Promise.all(many(16, (i) => client.send('POST', '/Users', person(`wants${i}`))));
  const ids = people.map(({ body }) => body.id);
  const wish = patch({ op: 'Replace', path: 'cardNumber', value: 'the one' });
  const replies = await Promise.all(ids.map((id) => client.send('PATCH', `/Users/${id}`, wish)));
  expect(replies.map(({ status }) => status).toSorted()).toEqual([200, ...many(15, () => 409)]);
  const winner = replies.findIndex(({ status }) => status === 200);
  expect(await listed('cardNumber eq "the one"')).toEqual([replies[winner]?.body]);
  for (const [i, { body }] of people.entries())
    expect(await listed(`cardNumber eq "00wants${i}"`)).toEqual(i === winner ? [] : [body]);
});

const singular = [
  ...[
    'displayName',
    'nickName',
    'profileUrl',
    'title',
    'userType',
    'preferredLanguage',
    'locale',
    'timezone',
  ],
  ...['formatted', 'familyName', 'givenName', 'middleName', 'honorificPrefix', 'honorificSuffix'].map(
    (n) => `name.${n}`,
  ),
  ...['employeeNumber', 'costCenter', 'organization', 'division', 'department'].map(
    (n) => `${enterprise}:${n}`,
  ),
  ...['cardNumber', 'localUsername'].map((n) => `${uniflow}:${n}`),
  ...['streetAddress', 'locality', 'region', 'postalCode', 'country', 'formatted'].map(
    (n) => `addresses[type eq "work"].${n}`,
  ),
  'userName',
  'externalId',
];
const typed = (attribute: string, count: number): string[] =>
  many(count, (i) => `${attribute}[type eq "t${i}"].value`);
const paths = [...singular, ...typed('emails', 18), ...typed('ims', 3)];

test(
  '50 concurrent PATCHes of different attributes of one user: all 200, all effects present',
  { timeout: 90_000 },
  async () => {
    expect(new Set(paths).size).toBe(50);
    const id = (await client.send('POST', '/Users', { externalId: 'busy', userName: 'busy' })).body.id;
    const replies = await Promise.all(
      paths.map((path, i) =>
        client.send('PATCH', `/Users/${id}`, patch({ op: 'Add', path, value: `value ${i}` })),
      ),
    );
    expect(replies.map(({ status }) => status)).toEqual(many(50, () => 200));
    expect(new Set(replies.map(({ body }) => body.meta.version)).size).toBe(50);
    const { body: user } = await client.send('GET', `/Users/${id}`);
    for (const [i, path] of paths.entries())
      expect([path, await listed(`${path} eq "value ${i}"`)]).toEqual([path, [user]]);
    // No old key is left behind.
    expect(await listed('externalId eq "busy"')).toEqual([]);
    expect((await client.send('POST', '/Users', { externalId: 'busy', userName: 'busy' })).status).toBe(201);
  },
);

test('concurrent PATCHes of one attribute: the last version is one of those that were answered', async () => {
  const id = (await client.send('POST', '/Users', person('tug'))).body.id;
  const replies = await Promise.all(
    many(20, (i) =>
      client.send('PATCH', `/Users/${id}`, patch({ op: 'Replace', path: 'title', value: `T${i}` })),
    ),
  );
  expect(replies.map(({ status }) => status)).toEqual(many(20, () => 200));
  expect(replies.map(({ body }) => body as unknown)).toContainEqual(
    (await client.send('GET', `/Users/${id}`)).body,
  );
});

test('concurrent PATCHes with If-Match on the same version: one wins, the others are told', async () => {
  const { id, meta } = (await client.send('POST', '/Users', person('guarded'))).body as {
    id: string;
    meta: { version: string };
  };
  const replies = await Promise.all(
    many(10, (i) =>
      client.send('PATCH', `/Users/${id}`, patch({ op: 'Replace', path: 'title', value: `T${i}` }), {
        'if-match': meta.version,
      }),
    ),
  );
  expect(replies.map(({ status }) => status).toSorted()).toEqual([200, ...many(9, () => 412)]);
});

describe('a DELETE in the middle of PATCHes', () => {
  const patches = 10;

  /** Only adds: a PATCH that also takes a row away would be in the DELETE's way by that alone. */
  const addition = (round: number, i: number): Body =>
    i === round % patches
      ? patch({ op: 'Add', path: 'cardNumber', value: `race-${round}-${i}` })
      : patch({ op: 'Add', path: 'emails', value: [{ type: 't', value: `race-${round}-${i}@x.example` }] });

  test(
    'leaves no row behind: no filter finds it, and all it had can be used at once',
    { timeout: 90_000 },
    async () => {
      const { client: racing, partition } = await another();

      /** Somebody is deleted, in every round somewhere else among PATCHes that add a card and addresses. */
      async function race(round: number): Promise<void> {
        const bare = { emails: [], [uniflow]: null };
        const { id } = (await racing.send('POST', '/Users', person(`racer${round}`, bare))).body;
        const changes = many(patches, (i) => addition(round, i));
        const requests = [...changes.slice(0, round % patches), undefined, ...changes.slice(round % patches)];
        const replies = await Promise.all(
          requests.map((body) => racing.send(body === undefined ? 'DELETE' : 'PATCH', `/Users/${id}`, body)),
        );
        for (const [i, { status }] of replies.entries())
          expect(requests[i] === undefined ? [204] : [200, 404]).toContain(status);
        expect((await racing.send('GET', `/Users/${id}`)).status).toBe(404);
      }

      // All at once: in the crowd there is time between the DELETE's read and its write.
      await Promise.all(many(12, race));
      const { users, count } = await audit(partition);
      expect([users, count]).toEqual([[], 0]);
      expect((await racing.send('POST', '/Users', person('racer0'))).status).toBe(201);
    },
  );

  test('16 concurrent DELETEs: one 204, the others 404, and the count is right', async () => {
    const total = (await client.send('GET', '/Users')).body.totalResults;
    const id = (await client.send('POST', '/Users', person('victim'))).body.id;
    const replies = await Promise.all(many(16, () => client.send('DELETE', `/Users/${id}`)));
    expect(replies.map(({ status }) => status).toSorted()).toEqual([204, ...many(15, () => 404)]);
    expect((await client.send('GET', '/Users')).body.totalResults).toBe(total);
  });
});
