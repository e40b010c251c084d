import { beforeAll, beforeEach, expect, test } from 'vitest';
import { core, enterprise, patch, person, uniflow } from '../support/people.ts';
import { useTenant } from '../support/useTenant.ts';

// `attributes` and `excludedAttributes` (RFC 7644 §3.9), on reads and on the answers to writes.

const tenant = await useTenant();
const { client } = tenant;
let path: string;
let whole: Record<string, unknown>;

beforeAll(async () => {
  whole = (await client.send('POST', '/Users', person('jane'))).body;
  path = `/Users/${String(whole.id)}`;
});
beforeEach(async () => {
  whole = (await client.send('GET', path)).body;
});

const always = (): Record<string, unknown> => ({ schemas: whole.schemas, id: whole.id });

const pick = (...names: string[]): Record<string, unknown> => ({
  ...always(),
  ...Object.fromEntries(names.map((name) => [name, whole[name]])),
});
const omit = (...names: string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(whole).filter(([name]) => !names.includes(name)));

const cases: [query: string, expected: () => Record<string, unknown>][] = [
  ['attributes=userName', () => pick('userName')],
  ['attributes=USERNAME', () => pick('userName')],
  ['attributes=userName,active,emails', () => pick('userName', 'active', 'emails')],
  ['attributes=userName,%20active%20,', () => pick('userName', 'active')],
  ['attributes=id', always],
  ['attributes=unheardOf', always],
  ['attributes=name.givenName', () => ({ ...always(), name: { givenName: 'Given' } })],
  ['attributes=name', () => pick('name')],
  ['attributes=emails.value', () => ({ ...always(), emails: [{ value: 'jane@mail.example.com' }] })],
  ['attributes=emails%5Btype%20eq%20%22work%22%5D', () => pick('emails')],
  [
    'attributes=emails%5Btype+eq+%22work%22%5D.value',
    () => ({ ...always(), emails: [{ value: 'jane@mail.example.com' }] }),
  ],
  [`attributes=${core}:userName`, () => pick('userName')],
  [
    `attributes=${core.toUpperCase()}:NAME.FAMILYNAME`,
    () => ({ ...always(), name: { familyName: 'Family' } }),
  ],
  [`attributes=${enterprise}:department`, () => pick(enterprise)],
  [`attributes=${uniflow}:cardNumber`, () => ({ ...always(), [uniflow]: { cardNumber: '00jane' } })],
  [`attributes=${uniflow}`, () => pick(uniflow)],
  [`attributes=${uniflow}:pin`, always],
  ['attributes=meta', () => pick('meta')],
  [
    'attributes=meta.version',
    () => ({ ...always(), meta: { version: (whole.meta as { version: string }).version } }),
  ],
  ['attributes=', () => whole],
  ['excludedAttributes=', () => whole],
  ['excludedAttributes=userName', () => omit('userName')],
  ['excludedAttributes=id,schemas', () => whole],
  ['excludedAttributes=emails,name,meta', () => omit('emails', 'name', 'meta')],
  [
    'excludedAttributes=name.givenName',
    () => ({ ...whole, name: { formatted: 'Ms. jane', familyName: 'Family' } }),
  ],
  ['excludedAttributes=unheardOf', () => whole],
  [`excludedAttributes=${uniflow}:cardNumber`, () => ({ ...whole, [uniflow]: { localUsername: 'jane' } })],
  [`excludedAttributes=${uniflow},${enterprise}`, () => omit(uniflow, enterprise)],
  ['excludedAttributes=members', () => whole],
];

test.each(cases)('?%s', async (query, expected) => {
  const found = await client.send('GET', `/Users?filter=userName+eq+%22jane@example.com%22&${query}`);
  const scanned = await client.send('GET', `/Users?${query}&filter=displayName+eq+%22person+jane%22`);
  const listed = await client.send('GET', `/Users?${query}`);
  for (const { status, body } of [found, scanned, listed]) {
    expect([status, body.totalResults]).toEqual([200, 1]);
    expect(body.Resources).toEqual([expected()]);
  }
  for (const reply of [
    await client.send('GET', `${path}?${query}`),
    await client.send('PATCH', `${path}?${query}`, patch()),
    await client.send('PUT', `${path}?${query}`, whole),
  ]) {
    expect(reply.body).toEqual(expected());
    expect(reply.status).toBe(200);
    expect(reply.headers.get('etag')).toBe((whole.meta as { version: string }).version);
    expect(reply.headers.get('location')).toBe(`${tenant.tenantUrl}${path}`);
  }
});

test('the answer to a POST is projected too, and all of it is stored', async () => {
  const created = await client.send('POST', '/Users?attributes=userName', person('john'));
  expect(created.status).toBe(201);
  expect(Object.keys(created.body as object)).toEqual(['schemas', 'id', 'userName']);
  const john = `/Users/${created.body.id}`;
  expect((await client.send('GET', john)).body.displayName).toBe('Person john');
  expect((await client.send('DELETE', `${john}?attributes=userName`)).status).toBe(204);
});

test('both at once are 400 invalidValue, before anything is written', async () => {
  const both = '?attributes=userName&excludedAttributes=name';
  for (const [method, where, body] of [
    ['GET', '/Users', undefined],
    ['GET', path, undefined],
    ['POST', '/Users', person('never')],
    ['PUT', path, person('jane', { title: 'never' })],
    ['PATCH', path, patch({ op: 'Replace', path: 'title', value: 'never' })],
  ] as const) {
    const reply = await client.send(method, `${where}${both}`, body);
    expect([reply.status, reply.body.scimType]).toEqual([400, 'invalidValue']);
    expect(reply.body.detail).toMatch(/attributes.*excludedAttributes/);
  }
  const list = await client.send('GET', '/Users');
  expect(list.body.Resources).toEqual([whole]);
});

test('a filter looks at the whole user, whatever is shown of it', async () => {
  const query = `filter=title+eq+%22engineer%22+and+${uniflow}:cardNumber+eq+%2200jane%22&attributes=userName`;
  expect((await client.send('GET', `/Users?${query}`)).body.Resources).toEqual([pick('userName')]);
  const excluded = 'excludedAttributes=userName&filter=userName+eq+%22jane@example.com%22';
  expect((await client.send('GET', `/Users?${excluded}`)).body.totalResults).toBe(1);
});
