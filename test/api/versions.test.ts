import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Reply } from '../support/client.ts';
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

test('it changes with every change, and lastModified with it; created stays', async () => {
  const before = (await client.send('GET', path)).body.meta as Record<string, string>;
  const seen = new Set([etag]);
  for (const title of ['a', 'b', 'a']) {
    const { headers, body } = await client.send('PATCH', path, change(title));
    expect(headers.get('etag')).toBe(body.meta.version);
    expect(seen).not.toContain(body.meta.version);
    seen.add(body.meta.version);
    expect(body.meta.created).toBe(before.created);
    expect(Date.parse(body.meta.lastModified)).toBeGreaterThanOrEqual(Date.parse(before.lastModified ?? ''));
  }
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

  test('of nobody: 404', async () => {
    expect((await client.send('GET', '/Users/nobody', undefined, { 'if-none-match': '*' })).status).toBe(404);
  });
});

describe('If-Match', () => {
  const writes: [string, (headers: Record<string, string>) => Promise<Reply>, number][] = [
    ['PATCH', (headers) => client.send('PATCH', path, change('matched'), headers), 200],
    ['PUT', (headers) => client.send('PUT', path, person('jane', { title: 'matched' }), headers), 200],
    ['DELETE', (headers) => client.send('DELETE', path, undefined, headers), 204],
  ];

  describe.each(writes)('%s', (_, write, success) => {
    test('another version: 412 as a SCIM error, and nothing is done', async () => {
      for (const header of ['W/"other"', '"other"', '"x", W/"y"']) {
        const { status, headers, body } = await write({ 'if-match': header });
        expect([status, body.status]).toEqual([412, '412']);
        expect(headers.get('content-type')).toBe('application/scim+json');
        expect(body).not.toHaveProperty('scimType');
      }
      expect((await client.send('GET', path)).headers.get('etag')).toBe(etag);
    });

    test('an old version: 412', async () => {
      await client.send('PATCH', path, change('meanwhile'));
      expect((await write({ 'if-match': etag })).status).toBe(412);
      expect((await client.send('GET', path)).body.title).toBe('meanwhile');
    });

    test.each<[string, (tag: string) => string]>([
      ['the version', (tag) => tag],
      ['the version, strong', (tag) => tag.replace('W/', '')],
      ['a list with it', (tag) => `"x", ${tag}`],
      ['*', () => '*'],
    ])('%s: done', async (__, header) => {
      expect((await write({ 'if-match': header(etag) })).status).toBe(success);
      const after = await client.send('GET', path);
      expect(after.status === 404 || after.body.title === 'matched').toBe(true);
    });
  });

  test('of nobody: 404', async () => {
    expect((await client.send('DELETE', '/Users/nobody', undefined, { 'if-match': '*' })).status).toBe(404);
  });
});
