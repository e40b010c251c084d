import { expect, test } from 'vitest';
import { filterQuery, filtersFor, patch, person, uniflow } from '../support/people.ts';
import { useTenant } from '../support/useTenant.ts';

const { client } = await useTenant();

const listed = async (filter: string): Promise<unknown[]> =>
  (await client.send('GET', `/Users?${filterQuery(filter)}`)).body.Resources;

test.each([
  ['False', 'True'],
  [false, true],
])('disabled with %j, a user stays, in GET and in every filter; restored with %j', async (off, on) => {
  const key = `disable-${typeof off}`;
  const id = (await client.send('POST', '/Users', person(key))).body.id;
  for (const [value, active] of [
    [off, false],
    [on, true],
  ]) {
    const reply = await client.send('PATCH', `/Users/${id}`, patch({ op: 'Replace', path: 'active', value }));
    expect(reply.status).toBe(200);
    expect(reply.body.active).toBe(active);
    expect((await client.send('GET', `/Users/${id}`)).body).toEqual(reply.body);
    for (const filter of filtersFor(key)) expect(await listed(filter)).toEqual([reply.body]);
    const { body } = await client.send('GET', '/Users');
    expect(body.Resources).toContainEqual(reply.body);
  }
});

test('deleted: 204 without a body, then 404 to everything, and no filter finds it', async () => {
  const id = (await client.send('POST', '/Users', person('gone'))).body.id;
  const before = (await client.send('GET', '/Users')).body.totalResults;
  const deleted = await client.send('DELETE', `/Users/${id}`);
  expect([deleted.status, deleted.text, deleted.headers.get('content-type')]).toEqual([204, '', null]);
  const replies = [
    await client.send('DELETE', `/Users/${id}`),
    await client.send('GET', `/Users/${id}`),
    await client.send('PATCH', `/Users/${id}`, patch({ op: 'Replace', path: 'active', value: 'False' })),
    await client.send('PATCH', `/Users/${id}`, patch()),
    await client.send('PUT', `/Users/${id}`, person('gone')),
  ];
  for (const { status, body } of replies) {
    expect(status).toBe(404);
    expect(body.status).toBe('404');
    expect(body).not.toHaveProperty('scimType');
  }
  expect((await client.send('HEAD', `/Users/${id}`)).status).toBe(404);
  for (const filter of [...filtersFor('gone'), `id eq "${id}"`]) expect(await listed(filter)).toEqual([]);
  expect((await client.send('GET', '/Users')).body.totalResults).toBe(before - 1);
});

test('a deleted person may come back at once, with externalId, userName, card and address, as somebody new', async () => {
  const ids = new Set<string>();
  for (let i = 0; i < 3; i += 1) {
    const created = await client.send('POST', '/Users', person('phoenix'));
    expect(created.status).toBe(201);
    ids.add(created.body.id);
    for (const filter of filtersFor('phoenix')) expect(await listed(filter)).toEqual([created.body]);
    expect((await client.send('DELETE', `/Users/${created.body.id}`)).status).toBe(204);
  }
  expect(ids.size).toBe(3);
});

test('a disabled user holds on to its names', async () => {
  await client.send('POST', '/Users', person('asleep', { active: false }));
  expect((await client.send('POST', '/Users', person('asleep'))).status).toBe(409);
});

test('a change of userName, externalId, address and card frees the old ones and serves the new ones', async () => {
  const { id } = (await client.send('POST', '/Users', person('maiden'))).body as { id: string };
  const moved = await client.send(
    'PATCH',
    `/Users/${id}`,
    patch(
      { op: 'Replace', path: 'userName', value: 'married@example.com' },
      { op: 'Replace', path: 'externalId', value: 'ext-married' },
      { op: 'Replace', path: 'emails[type eq "work"].value', value: 'married@mail.example.com' },
      { op: 'Replace', path: `${uniflow}:cardNumber`, value: '00married' },
      { op: 'Replace', path: 'displayName', value: 'Person married' },
    ),
  );
  expect(moved.status).toBe(200);
  expect(moved.body.id).toBe(id);
  for (const filter of filtersFor('maiden')) expect(await listed(filter)).toEqual([]);
  for (const filter of filtersFor('married')) expect(await listed(filter)).toEqual([moved.body]);
  expect((await client.send('POST', '/Users', person('maiden'))).status).toBe(201);
});
