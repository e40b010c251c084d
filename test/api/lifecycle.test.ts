import { expect, test } from 'vitest';
import { core, enterprise, filterQuery, filtersFor, patch, person, uniflow } from '../support/people.ts';
import { useTenant } from '../support/useTenant.ts';

const { client, tenantUrl } = await useTenant();

const listed = async (filter: string): Promise<unknown[]> =>
  (await client.send('GET', `/Users?${filterQuery(filter)}`)).body.Resources;

test("Entra's create: 201 with the whole resource, id, meta and Location", async () => {
  const { status, headers, body } = await client.send('POST', '/Users', person('Zoë'));
  expect([status, headers.get('content-type')]).toEqual([201, 'application/scim+json']);
  expect(body).toEqual({
    ...person('Zoë'),
    schemas: [core, enterprise, uniflow],
    id: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
    roles: undefined,
    [uniflow]: { cardNumber: '00Zoë', localUsername: 'Zoë' },
    meta: {
      resourceType: 'User',
      created: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as unknown,
      lastModified: body.meta.created,
      location: `${tenantUrl}/Users/${body.id}`,
      version: expect.stringMatching(/^W\/".+"$/) as unknown,
    },
  });
  const { location, version } = body.meta;
  for (const [name, value] of Object.entries({ location, 'content-location': location, etag: version }))
    expect([name, headers.get(name)]).toEqual([name, value]);
});

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

test('a deleted person may come back at once, with externalId, userName, card and address, as somebody new', async () => {
  const ids = new Set<string>();
  for (let i = 0; i < 3; i += 1) {
    const created = await client.send('POST', '/Users', person('phoenix'));
    expect(created.status).toBe(201);
    ids.add(created.body.id);
    for (const filter of filtersFor('phoenix')) expect(await listed(filter)).toEqual([created.body]);
    expect((await client.send('DELETE', `/Users/${created.body.id}`)).status).toBe(204);
    for (const filter of filtersFor('phoenix')) expect(await listed(filter)).toEqual([]);
  }
  expect(ids.size).toBe(3);
});

test('a disabled user holds on to its names', async () => {
  await client.send('POST', '/Users', person('asleep', { active: false }));
  expect((await client.send('POST', '/Users', person('asleep'))).status).toBe(409);
});

const moved = [
  { op: 'Replace', path: 'userName', value: 'married@example.com' },
  { op: 'Replace', path: 'externalId', value: 'ext-married' },
  { op: 'Replace', path: 'emails[type eq "work"].value', value: 'married@mail.example.com' },
  { op: 'Replace', path: `${uniflow}:cardNumber`, value: '00married' },
  { op: 'Replace', path: 'displayName', value: 'Person married' },
];

test.each([
  ['PATCH', patch(...moved)],
  ['PUT', person('married')],
])(
  'a %s of userName, externalId, address and card frees the old ones and serves the new ones',
  async (method, body) => {
    const { id } = (await client.send('POST', '/Users', person('maiden'))).body;
    const reply = await client.send(method, `/Users/${id}`, body);
    expect([reply.status, reply.body.id]).toEqual([200, id]);
    for (const filter of filtersFor('maiden')) expect(await listed(filter)).toEqual([]);
    for (const filter of filtersFor('married')) expect(await listed(filter)).toEqual([reply.body]);
    const other = await client.send('POST', '/Users', person('maiden'));
    expect(other.status).toBe(201);
    for (const path of [id, other.body.id]) await client.send('DELETE', `/Users/${path}`);
  },
);

test('what a PUT leaves out is gone, and its card and address lead to nobody', async () => {
  const { id, meta } = (await client.send('POST', '/Users', person('brief'))).body;
  const bare = { externalId: 'ext-brief', userName: 'brief@example.com', name: { givenName: 'G' } };
  const { body } = await client.send('PUT', `/Users/${id}`, bare);
  expect(body).toEqual({ schemas: [core], id, ...bare, active: true, meta: body.meta });
  expect([body.meta.created, body.meta.location]).toEqual([meta.created, meta.location]);
  expect(body.meta.version).not.toBe(meta.version);
  for (const filter of ['emails.value eq "brief@mail.example.com"', 'cardNumber eq "00brief"'])
    expect(await listed(filter)).toEqual([]);
  const again = await client.send('PUT', `/Users/${id}`, (await client.send('GET', `/Users/${id}`)).body);
  expect(again.body).toEqual(body);
});
