import { beforeAll, beforeEach, expect, test } from 'vitest';
import { core, patch, person, uniflow } from '../support/people.ts';
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

/** Every form of both is tested beside shared/scim/represent.ts. */
const cases: [query: string, expected: () => Record<string, unknown>][] = [
  ['attributes=USERNAME,%20active%20,', () => pick('userName', 'active')],
  ['attributes=unheardOf', always],
  [
    'attributes=emails%5Btype+eq+%22work%22%5D.value',
    () => ({ ...always(), emails: [{ value: 'jane@mail.example.com' }] }),
  ],
  [`attributes=${uniflow}:pin,${core.toUpperCase()}:title`, () => pick('title')],
  ['attributes=', () => whole],
  ['excludedAttributes=id,schemas,members,unheardOf', () => whole],
  [`excludedAttributes=emails,meta,${uniflow}`, () => omit('emails', 'meta', uniflow)],
  [
    'excludedAttributes=name.givenName',
    () => ({ ...whole, name: { formatted: 'Ms. jane', familyName: 'Family' } }),
  ],
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

test('a filter looks at the whole user, whatever is shown of it', async () => {
  const query = `filter=title+eq+%22engineer%22+and+${uniflow}:cardNumber+eq+%2200jane%22&attributes=userName`;
  expect((await client.send('GET', `/Users?${query}`)).body.Resources).toEqual([pick('userName')]);
  const excluded = 'excludedAttributes=userName&filter=userName+eq+%22jane@example.com%22';
  expect((await client.send('GET', `/Users?${excluded}`)).body.totalResults).toBe(1);
});
