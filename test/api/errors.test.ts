import { beforeAll, describe, expect, test } from 'vitest';
import type { Reply } from '../support/client.ts';
import { enterprise, errorUrn, patch, person, uniflow, type Body } from '../support/people.ts';
import { useTenant } from '../support/useTenant.ts';
import { add, remove, replace } from '../support/operations.ts';

// How a refusal arrives, and that what was refused was not begun, whichever part of the service refused it: one row for
// each part and way. The rules themselves are tested beside them, and every status and scimType of RFC 7644 §3.12 in
// test/rfc; filters, sorting and pages have tests of their own here.

const tenant = await useTenant();
const { client } = tenant;
let id: string;
let other: string;
let path: string;

beforeAll(async () => {
  id = (await client.send('POST', '/Users', person('jane'))).body.id;
  other = (await client.send('POST', '/Users', person('other'))).body.id;
  path = `/Users/${id}`;
});

const post =
  (body: unknown, query = '') =>
  () =>
    client.send('POST', `/Users${query}`, body);
const put =
  (body: unknown, query = '') =>
  () =>
    client.send('PUT', `${path}${query}`, body);
const change =
  (...operations: Body[]) =>
  () =>
    client.send('PATCH', path, patch(...operations));
const send =
  (method: string, where: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) =>
  () =>
    client.send(method, where.replace('{id}', id), body, headers);

/** As many attributes as a PATCH can name. */
const emailTypes = (n: number) =>
  Object.fromEntries(Array.from({ length: n }, (_, i) => [`emails[value eq "${i}"].type`, 'x']));
const emails = (n: number) => Array.from({ length: n }, (_, i) => ({ value: `a${i}@x.example` }));

type Row = readonly [what: string, ask: () => Promise<Reply>, detail: RegExp];

/** By scimType; under a number, errors of that status that have none. */
const table: Readonly<Record<string, { readonly status: number; readonly rows: readonly Row[] }>> = {
  invalidFilter: {
    status: 400,
    rows: [
      ['no grammar', send('GET', '/Users?filter=userName+is+%22x%22'), /position 10/],
      ['an unknown attribute', send('GET', '/Users?filter=nobody+eq+%22x%22'), /"nobody"/],
      ['in a body', send('POST', '/Users/.search', { filter: 'title' }), /operator/],
    ],
  },
  mutability: {
    status: 400,
    rows: [
      ['read-only, without path', change({ op: 'add', value: { groups: [{ value: 'g' }] } }), /groups/],
      ['removing a required one', change(remove('userName')), /userName.*required/],
      ['removing active', change(remove('active')), /active always has a value/],
    ],
  },
  invalidSyntax: {
    status: 400,
    rows: [
      ['no JSON', post('{'), /JSON/],
      ['no object', put('[]'), /object/],
      ['no list of operations', send('PATCH', '/Users/{id}', { op: 'add' }), /Operations/],
      ['a Bulk without operations', send('POST', '/Bulk', {}), /Operations/],
      ['an attribute twice', post({ externalId: 'x', userName: 'a', USERNAME: 'b' }), /userName.*twice/],
    ],
  },
  invalidPath: {
    status: 400,
    rows: [
      ['no path', change(add('emails[', 'x')), /path is wrong/],
      ['an unknown attribute', change(add('nobody', 'x')), /"nobody"/],
    ],
  },
  noTarget: {
    status: 400,
    rows: [['nobody matches', change(replace('emails[type ne "work"].value', 'x')), /emails.*filter/]],
  },
  invalidValue: {
    status: 400,
    rows: [
      ['a required one is missing', post({ externalId: 'x' }), /userName is required/],
      ['in an extension', put(person('jane', { [enterprise]: { department: true } })), /department must be/],
      ['too many addresses', put(person('jane', { emails: emails(21) })), /emails.*21.*20/],
      ['unassigning what is required', change(replace('userName', null)), /userName/],
      ['against the policy', post(person('f', { [uniflow]: { pin: 'abc' } })), /pin must be/],
      [
        'both projections',
        post(person('g'), '?attributes=id&excludedAttributes=title'),
        /exclude each other/,
      ],
      ['both, with a PUT', put(person('jane'), '?attributes=id&excludedAttributes=title'), /exclude each/],
    ],
  },
  404: {
    status: 404,
    rows: [
      ['no such user', send('GET', '/Users/none'), /none/],
      ['a PUT of nobody', send('PUT', '/Users/none', person('h')), /none/],
      ['a PATCH of nobody', send('PATCH', '/Users/none', patch()), /none/],
      ['a DELETE of nobody', send('DELETE', '/Users/none'), /none/],
      ['no such endpoint', send('GET', '/Nothing'), /Users/],
      ['no such schema', send('GET', '/Schemas/urn:x'), /urn:ietf/],
      ['no group', send('GET', '/Groups/any'), /group/],
    ],
  },
  405: { status: 405, rows: [['a method that is not served', send('PATCH', '/Users'), /PATCH/]] },
  413: {
    status: 413,
    rows: [
      ['a PATCH', change(...Array.from({ length: 201 }, () => remove('title'))), /200.*201/],
      [
        'attributes without path',
        change({ op: 'add', value: emailTypes(600) }, { op: 'add', value: emailTypes(401) }),
        /1000 .*1001/,
      ],
      ['a user', post(person('i', { title: 'x'.repeat(70_000) })), /65536/],
      ['a user, with a PUT', put(person('jane', { title: 'x'.repeat(70_000) })), /65536/],
      [
        'a Bulk',
        send('POST', '/Bulk', { Operations: Array.from({ length: 1_001 }, () => ({ method: 'DELETE' })) }),
        /1000.*1001/,
      ],
    ],
  },
  501: { status: 501, rows: [['who am I', send('GET', '/Me/'), /./]] },
};

describe.each(Object.entries(table))('%s', (type, { status, rows }) => {
  test.each(rows)('%s', async (_, ask, detail) => {
    const before = [await client.send('GET', path), await client.send('GET', `/Users/${other}`)];
    const reply = await ask();
    const scimType = /^\d+$/.test(type) ? {} : { scimType: type };
    const said = expect.stringMatching(detail) as unknown;
    expect(reply.body).toEqual({ schemas: [errorUrn], status: String(status), ...scimType, detail: said });
    expect(reply.body.detail).toMatch(/[.]$/);
    expect(reply.status).toBe(status);
    expect(reply.headers.get('content-type')).toBe('application/scim+json');
    // What was refused was not begun.
    const after = [await client.send('GET', path), await client.send('GET', `/Users/${other}`)];
    expect(after.map(({ text }) => text)).toEqual(before.map(({ text }) => text));
    expect((await client.send('GET', '/Users?count=0')).body.totalResults).toBe(2);
  });
});
