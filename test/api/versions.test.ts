import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { patch, person } from '../support/people.ts';
import { useTenant } from '../support/useTenant.ts';

// ETag, If-Match and If-None-Match (RFC 7644 §3.14).

const tenant = await useTenant();
const { client } = tenant;
let path: string;
let etag: string;

beforeEach(async () => {
  const created = await client.send('POST', '/Users', person('jane'));
  path = `/Users/${created.body.id}`;
  etag = created.headers.get('etag') ?? '';
});
afterEach(() => client.send('DELETE', path));

const change = (title: string) => patch({ op: 'Replace', path: 'title', value: title });

test('the ETag is weak, equals meta.version, and is the same on every way to read', async () => {
  expect(etag).toMatch(/^W\/"[^"]+"$/);
  const read = await client.send('GET', path);
  const found = await client.send('GET', '/Users?filter=userName+eq+%22jane@example.com%22');
  const listed = await client.send('GET', '/Users');
  const head = await client.send('HEAD', path);
  const part = await client.send('GET', `${path}?attributes=userName`);
  expect([read, head, part].map(({ headers }) => headers.get('etag'))).toEqual([etag, etag, etag]);
  for (const { meta } of [read.body, found.body.Resources[0], listed.body.Resources[0]] as {
    meta: { version: string };
  }[])
    expect(meta.version).toBe(etag);
});

test.each([
  ['the same value', patch({ op: 'Replace', path: 'title', value: 'Engineer' })],
  [
    'what is there already',
    patch({ op: 'Add', path: 'phoneNumbers', value: [{ type: 'work', value: '+49 (0)30 00-1' }] }),
  ],
  [
    'there and back',
    patch({ op: 'Replace', path: 'title', value: 'x' }, { op: 'Replace', path: 'title', value: 'Engineer' }),
  ],
  ['removing what is not there', patch({ op: 'Remove', path: 'nickName' })],
  ['removing an element that is not there', patch({ op: 'Remove', path: 'emails[type eq "home"]' })],
  ['nothing', patch()],
])('a PATCH that changes nothing leaves version and lastModified: %s', async (_, body) => {
  const before = await client.send('GET', path);
  const reply = await client.send('PATCH', path, body);
  expect(reply.status).toBe(200);
  expect(reply.body).toEqual(before.body);
  expect(reply.headers.get('etag')).toBe(etag);
});

describe('If-None-Match', () => {
  test.each<[string, (tag: string) => string]>([
    ['the version', (tag) => tag],
    ['the version, strong', (tag) => tag.replace('W/', '')],
    ['a list with it', (tag) => `"x", W/"y" ,${tag}`],
    ['*', () => '*'],
  ])('%s: 304 without a body, with ETag and Content-Location', async (_, header) => {
    for (const method of ['GET', 'HEAD']) {
      const { status, text, headers } = await client.send(method, path, undefined, {
        'if-none-match': header(etag),
      });
      expect([status, text]).toEqual([304, '']);
      expect(headers.get('etag')).toBe(etag);
      expect(headers.get('content-location')).toBe(`${tenant.tenantUrl}${path}`);
      expect(headers.get('content-type')).toBeNull();
    }
  });

  test('another version: 200', async () => {
    for (const header of ['W/"other"', '"x", "y"', '']) {
      const { status, body } = await client.send('GET', path, undefined, { 'if-none-match': header });
      expect([status, body.meta.version]).toEqual([200, etag]);
    }
    await client.send('PATCH', path, change('new'));
    expect((await client.send('GET', path, undefined, { 'if-none-match': etag })).status).toBe(200);
  });
});

// Which headers name a version is tested beside shared/scim/user.ts, and what is refused in errors.test.ts and in test/rfc/.
test.each([
  ['PATCH', 200],
  ['PUT', 200],
  ['DELETE', 204],
])(
  'If-Match of %s: 412 for an old version, and done for the new one among others',
  async (method, success) => {
    const { headers } = await client.send('PATCH', path, change('meanwhile'));
    const body = { PATCH: change('matched'), PUT: person('jane', { title: 'matched' }) }[method];
    const write = (tag: string) => client.send(method, path, body, { 'if-match': tag });
    expect((await write(etag)).status).toBe(412);
    expect((await client.send('GET', path)).body.title).toBe('meanwhile');
    expect((await write(`"x", ${headers.get('etag') ?? ''}`)).status).toBe(success);
    const after = await client.send('GET', path);
    expect([after.status, after.body.title]).toEqual(
      method === 'DELETE' ? [404, undefined] : [200, 'matched'],
    );
  },
);

test.each(['if-match', 'if-none-match'])('%s of nobody: 404', async (header) => {
  for (const method of header === 'if-match' ? ['PATCH', 'DELETE'] : ['GET'])
    expect(
      (
        await client.send(method, '/Users/nobody', method === 'PATCH' ? patch() : undefined, {
          [header]: '*',
        })
      ).status,
    ).toBe(404);
});
