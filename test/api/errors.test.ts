import { beforeAll, describe, expect, test } from 'vitest';
import { clientOf, type Reply } from '../support/client.ts';
import { enterprise, errorUrn, patch, person, uniflow, type Body } from '../support/people.ts';
import { useTenant } from '../support/useTenant.ts';

// RFC 7644 §3.12, tables 8 and 9, and RFC 9865 §2: every status and scimType that a service provider of users can
// answer. Not among them: 307 and 308 (nothing moves), 403 `sensitive` and `invalidVers` (no URL holds a version),
// 429 and 503 (the storage's; test/fault has them), `expiredCursor` over HTTP (an hour; test/store has it).

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

const list = (query: string) => () => client.send('GET', `/Users?${query}`);
const search = (body: Body) => () => client.send('POST', '/Users/.search', body);
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
      ['no grammar', list('filter=userName+is+%22x%22'), /position 10/],
      ['an unknown attribute', list('filter=nobody+eq+%22x%22'), /"nobody"/],
      ['a wrong operator', list('filter=active+gt+true'), /active.*boolean.*gt/],
      ['a wrong literal', list('filter=userName+eq+7'), /userName/],
      ['a binary is not ordered', list('filter=x509Certificates.value+gt+%22x%22'), /binary/],
      ['a boolean is no text', list('filter=active+co+%22t%22'), /boolean/],
      ['a secret', list('filter=pin+pr'), /secret/],
      ['too deep', list(`filter=${'('.repeat(33)}title+pr${')'.repeat(33)}`), /32 levels/],
      ['in a body', search({ filter: 'title' }), /operator/],
    ],
  },
  uniqueness: {
    status: 409,
    rows: [
      ['userName, in another case', post(person('a', { userName: 'JANE@example.com' })), /userName/],
      ['externalId', post(person('b', { externalId: 'ext-jane' })), /externalId/],
      ['card', post(person('c', { [uniflow]: { cardNumber: '00jane' } })), /cardNumber/],
      ['a PUT', put(person('other')), /another user/i],
      ['a PATCH', change({ op: 'replace', path: 'userName', value: 'other@example.com' }), /userName/],
    ],
  },
  mutability: {
    status: 400,
    rows: [
      ['a read-only attribute', change({ op: 'replace', path: 'id', value: 'x' }), /^id .*read-only/],
      ['another one', change({ op: 'add', path: 'groups', value: [{ value: 'g' }] }), /groups/],
      ['inside of one', change({ op: 'add', path: 'manager.displayName', value: 'x' }), /displayName/],
      ['without path', change({ op: 'add', value: { groups: [{ value: 'g' }] } }), /groups/],
      ['removing a required one', change({ op: 'remove', path: 'userName' }), /userName.*required/],
      ['removing active', change({ op: 'remove', path: 'active' }), /active always has a value/],
    ],
  },
  invalidSyntax: {
    status: 400,
    rows: [
      ['no JSON', post('{'), /JSON/],
      ['no object', put('[]'), /object/],
      ['no UTF-8', send('PATCH', '/Users/{id}', Uint8Array.of(0x22, 0xff, 0x22)), /UTF-8/],
      ['no list of operations', send('PATCH', '/Users/{id}', { op: 'add' }), /Operations/],
      ['an unknown op', change({ op: 'move', path: 'title' }), /"op"/],
      ['a Bulk without operations', send('POST', '/Bulk', {}), /Operations/],
      ['an attribute twice', post({ externalId: 'x', userName: 'a', USERNAME: 'b' }), /userName.*twice/],
    ],
  },
  invalidPath: {
    status: 400,
    rows: [
      ['no path', change({ op: 'add', path: 'emails[', value: 'x' }), /path is wrong/],
      ['an unknown attribute', change({ op: 'add', path: 'nobody', value: 'x' }), /"nobody"/],
      ['an unknown sub-attribute', change({ op: 'add', path: 'name.nobody', value: 'x' }), /nobody/],
      ['an unknown key', change({ op: 'add', value: { nobody: 'x' } }), /nobody/],
      ['an unknown URN', change({ op: 'add', path: 'urn:no:such:name', value: 'x' }), /urn:no:such/],
      ['no text', change({ op: 'add', path: 7, value: 'x' }), /number/],
      ['a filter on what is single', change({ op: 'add', path: 'title[value eq "x"]', value: 'x' }), /title/],
    ],
  },
  noTarget: {
    status: 400,
    rows: [
      ['nothing to remove from', change({ op: 'remove' }), /path/],
      [
        'nobody matches',
        change({ op: 'replace', path: 'emails[type ne "work"].value', value: 'x' }),
        /emails.*filter/,
      ],
    ],
  },
  invalidValue: {
    status: 400,
    rows: [
      ['a required one is missing', post({ externalId: 'x' }), /userName is required/],
      ['a required one is empty', put(person('jane', { userName: '' })), /userName is required/],
      ['a wrong type', post(person('d', { title: 7 })), /title must be a string/],
      ['in an extension', put(person('jane', { [enterprise]: { department: true } })), /department must be/],
      [
        'two primaries',
        post(person('e', { emails: [1, 2].map((n) => ({ value: `${n}`, primary: true })) })),
        /emails/,
      ],
      ['too many addresses', put(person('jane', { emails: emails(21) })), /emails.*21.*20/],
      ['a PATCH without value', change({ op: 'add', path: 'title' }), /value/],
      ['unassigning what is required', change({ op: 'replace', path: 'userName', value: null }), /userName/],
      ['half a surrogate', post('{"userName":"\\ud800"}'), /surrogate/],
      ['against the policy', post(person('f', { [uniflow]: { pin: 'abc' } })), /pin must be/],
      ['both projections', list('attributes=id&excludedAttributes=title'), /exclude each other/],
      [
        'both, with a POST',
        post(person('g'), '?attributes=id&excludedAttributes=title'),
        /exclude each other/,
      ],
      ['both, with a PUT', put(person('jane'), '?attributes=id&excludedAttributes=title'), /exclude each/],
      ['cursor and index', list('cursor&startIndex=1'), /startIndex/],
      ['an index that is no number', list('startIndex=x'), /startIndex/],
      ['a count that is no number', list('count=x'), /count/],
      ['an unknown sortBy', list('sortBy=nobody'), /"nobody"/],
      ['an unknown sortOrder', list('sortBy=id&sortOrder=x'), /sortOrder/],
    ],
  },
  invalidCursor: {
    status: 400,
    rows: [
      ['forged', list('cursor=abc'), /cursor/],
      ['in a body', search({ cursor: 'abc' }), /cursor/],
    ],
  },
  invalidCount: {
    status: 400,
    rows: [
      ['no number', list('cursor&count=x'), /count/],
      [
        'another one',
        async () => {
          const { body } = await client.send('GET', '/Users?cursor&count=1');
          return client.send('GET', `/Users?count=2&cursor=${String(body.nextCursor)}`);
        },
        /count/,
      ],
    ],
  },
  401: {
    status: 401,
    rows: [['no token', () => clientOf(tenant.tenantUrl, undefined).send('GET', '/Users'), /token/i]],
  },
  403: { status: 403, rows: [['a filter on discovery', send('GET', '/Schemas?filter=x'), /filter/]] },
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
  412: {
    status: 412,
    rows: [
      ['PUT', send('PUT', '/Users/{id}', person('jane'), { 'if-match': 'W/"x"' }), /version/],
      ['PATCH', send('PATCH', '/Users/{id}', patch(), { 'if-match': '"x", W/"y"' }), /version/],
      ['DELETE', send('DELETE', '/Users/{id}', undefined, { 'if-match': 'W/"x"' }), /version/],
    ],
  },
  413: {
    status: 413,
    rows: [
      ['a body', post('x'.repeat(1_048_577)), /1048577.*1048576/],
      [
        'a PATCH',
        change(...Array.from({ length: 201 }, () => ({ op: 'remove', path: 'title' }))),
        /200.*201/,
      ],
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
  501: {
    status: 501,
    rows: ['/Me', '/Me/'].map((me) => [`who am I, ${me}`, send('GET', me), /./] as const),
  },
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
