import { defined } from '../../shared/scim/json.ts';
import { describe, expect, test } from 'vitest';
import type { Reply } from '../support/client.ts';
import { enterprise, errorUrn, filterQuery, patch, person, uniflow, type Body } from '../support/people.ts';
import { useTenant } from '../support/useTenant.ts';
import { add, remove, replace } from '../support/operations.ts';

const requestUrn = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
const responseUrn = 'urn:ietf:params:scim:api:messages:2.0:BulkResponse';

const tenant = await useTenant();
const { client } = tenant;
let count = 0;

interface Result {
  readonly method: string;
  readonly status: string;
  readonly bulkId?: string;
  readonly version?: string;
  readonly location?: string;
  readonly response?: { readonly detail: string; readonly scimType?: string };
}

const send = (operations: readonly unknown[], more: Body = {}): Promise<Reply> =>
  client.send('POST', '/Bulk', { schemas: [requestUrn], Operations: operations, ...more });

async function bulk(operations: readonly unknown[], more: Body = {}): Promise<readonly Result[]> {
  const { status, headers, body } = await send(operations, more);
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('application/scim+json');
  expect(Object.keys(body as object).toSorted()).toEqual(['Operations', 'schemas']);
  expect(body.schemas).toEqual([responseUrn]);
  return body.Operations as Result[];
}

/** A body that no other user of this file clashes with. */
function someone(more: Body = {}): Body {
  count += 1;
  return person(`bulk${count}`, more);
}

const post = (bulkId: string, data: Body = someone()) => ({ method: 'POST', path: '/Users', bulkId, data });
const managedBy = (value: string): Body => ({ [enterprise]: { manager: { value } } });
const statuses = (results: readonly Result[]) => results.map(({ status }) => status);
const idIn = ({ location = '' }: Result) => location.slice(location.lastIndexOf('/') + 1);
const only = ([result]: readonly Result[]): Result => result ?? { method: '', status: 'no result' };

async function created(more: Body = {}): Promise<Body & { id: string; meta: { version: string } }> {
  const { status, body } = await client.send('POST', '/Users', someone(more));
  expect(status).toBe(201);
  return body;
}

const read = async (id: string) => (await client.send('GET', `/Users/${id}`)).body as Record<string, unknown>;
const managerOf = async (result: Result | undefined) =>
  ((await read(idIn(result ?? only([]))))[enterprise] as { manager?: unknown } | undefined)?.manager;

describe('an operation that succeeds', () => {
  test('POST: 201, its bulkId, where it is and its version', async () => {
    const result = only(await bulk([post('new')]));
    const found = await client.send('GET', `/Users/${idIn(result)}`);
    expect(result).toEqual({
      method: 'POST',
      bulkId: 'new',
      version: found.headers.get('etag'),
      location: found.body.meta.location,
      status: '201',
    });
  });

  test('PUT and PATCH: 200; DELETE: 204 without version', async () => {
    const { id } = await created();
    const location = `${tenant.tenantUrl}/Users/${id}`;
    const path = `/Users/${id}`;
    const put = only(await bulk([{ method: 'PUT', path, data: someone({ title: 'Put' }) }]));
    expect(put).toEqual({ method: 'PUT', location, version: expect.any(String) as unknown, status: '200' });
    expect((await read(id)).title).toBe('Put');
    const change = patch(replace('title', 'Patched'));
    const patched = only(await bulk([{ method: 'PATCH', path, bulkId: 'mine', data: change }]));
    const { headers, body } = await client.send('GET', path);
    expect(body.title).toBe('Patched');
    const version = headers.get('etag');
    expect(patched).toEqual({ method: 'PATCH', bulkId: 'mine', location, version, status: '200' });
    expect(patched.version).not.toBe(put.version);
    const gone = only(await bulk([{ method: 'DELETE', path }]));
    expect(gone).toEqual({ method: 'DELETE', location, status: '204' });
    expect((await client.send('GET', path)).status).toBe(404);
  });

  test('names match without case, and a slash at the end changes nothing', async () => {
    const { id } = await created();
    const results = await bulk([
      { METHOD: 'post', Path: '/users/', BULKID: 'x', Data: someone() },
      { method: 'Delete', path: `Users/${id}/` },
    ]);
    expect(results.map(({ method, status }) => [method, status])).toEqual([
      ['POST', '201'],
      ['DELETE', '204'],
    ]);
  });

  test('a name of the message itself, too', async () => {
    const { status, body } = await client.send('POST', '/Bulk', { operations: [post('a')], FAILONERRORS: 1 });
    expect([status, statuses(body.Operations as Result[])]).toEqual([200, ['201']]);
  });
});

test('no operations are no error', async () => {
  expect(await bulk([])).toEqual([]);
});

test('what came first is done first where nothing refers', async () => {
  const data = someone();
  const results = await bulk([post('a', data), post('b', data)]);
  expect(statuses(results)).toEqual(['201', '409']);
  const { id } = await created();
  const path = `/Users/${id}`;
  const titled = (value: string) => ({
    method: 'PATCH',
    path,
    data: patch({ op: 'replace', path: 'title', value }),
  });
  await bulk([titled('one'), titled('two'), titled('three')]);
  expect((await read(id)).title).toBe('three');
});

describe('an operation that fails', () => {
  const failed = (status: string, scimType?: string) => ({
    status,
    response: {
      schemas: [errorUrn],
      status,
      detail: expect.stringMatching(/^\S.+[.]$/) as unknown,
      ...defined({ scimType }),
    },
  });

  test('a POST has no location; the others go on', async () => {
    const { userName } = await created();
    const results = await bulk([
      post('clash', someone({ userName })),
      post('bare', { externalId: 'x' }),
      post('good'),
    ]);
    expect(results.slice(0, 2)).toEqual([
      { method: 'POST', bulkId: 'clash', ...failed('409', 'uniqueness') },
      { method: 'POST', bulkId: 'bare', ...failed('400', 'invalidValue') },
    ]);
    expect(results[2]?.status).toBe('201');
  });

  test('every other one has its location', async () => {
    const { id } = await created();
    const location = `${tenant.tenantUrl}/Users/${id}`;
    const none = `${tenant.tenantUrl}/Users/none`;
    expect(
      await bulk([
        { method: 'PUT', path: `/Users/${id}`, data: { userName: 7 } },
        { method: 'PATCH', path: `/Users/${id}`, data: patch(remove('userName')) },
        { method: 'PATCH', path: `/Users/${id}`, data: patch(add('unknown', 'x')) },
        { method: 'DELETE', path: '/Users/none', bulkId: 'd' },
      ]),
    ).toEqual([
      { method: 'PUT', location, ...failed('400', 'invalidValue') },
      { method: 'PATCH', location, ...failed('400', 'mutability') },
      { method: 'PATCH', location, ...failed('400', 'invalidPath') },
      { method: 'DELETE', bulkId: 'd', location: none, ...failed('404') },
    ]);
    expect((await client.send('GET', `/Users/${id}`)).status).toBe(200);
  });

  test.each<[string, Body, string, string | undefined]>([
    ['a POST without bulkId', { method: 'POST', path: '/Users', data: {} }, '400', 'invalidValue'],
    ['an empty bulkId', { method: 'POST', path: '/Users', bulkId: '', data: {} }, '400', 'invalidValue'],
    ['a POST to a user', { method: 'POST', path: '/Users/1', bulkId: 'x', data: {} }, '404', undefined],
    ['a POST elsewhere', { method: 'POST', path: '/Things', bulkId: 'x', data: {} }, '404', undefined],
    ['a POST nowhere', { method: 'POST', bulkId: 'x', data: {} }, '404', undefined],
    ['a POST without data', { method: 'POST', path: '/Users', bulkId: 'x' }, '400', 'invalidSyntax'],
    ['data that is none', { method: 'POST', path: '/Users', bulkId: 'x', data: 'x' }, '400', 'invalidSyntax'],
    ['a PUT without data', { method: 'PUT', path: '/Users/1' }, '400', 'invalidSyntax'],
    ['a PATCH of all', { method: 'PATCH', path: '/Users', data: {} }, '404', undefined],
    ['a DELETE of all', { method: 'DELETE', path: '/Users' }, '404', undefined],
    ['a DELETE elsewhere', { method: 'DELETE', path: '/Groups/1' }, '404', undefined],
    ['a deeper path', { method: 'DELETE', path: '/Users/1/2' }, '404', undefined],
    ['another service', { method: 'DELETE', path: 'https://x.example/Users/1' }, '404', undefined],
    ['a GET', { method: 'GET', path: '/Users/1' }, '400', 'invalidSyntax'],
    ['no method', { path: '/Users/1' }, '400', 'invalidSyntax'],
    ['a method that is none', { method: 7, path: '/Users/1' }, '400', 'invalidSyntax'],
    ['Bulk in Bulk', { method: 'POST', path: '/Bulk', bulkId: 'x', data: {} }, '404', undefined],
  ])('%s', async (_, operation, status, scimType) => {
    const [result, next] = await bulk([operation, post('next')]);
    expect(result).toMatchObject(failed(status, scimType));
    expect(next?.status).toBe('201');
  });

  test('a bulkId used twice: the first has it', async () => {
    const results = await bulk([
      post('same'),
      post('same'),
      post('other', someone(managedBy('bulkId:same'))),
    ]);
    expect(statuses(results)).toEqual(['201', '400', '201']);
    expect(results[1]?.response?.detail).toMatch(/"same"/);
    expect(await managerOf(results[2])).toMatchObject({ value: idIn(results[0] ?? only([])) });
    const forward = await bulk([
      post('other', someone(managedBy('bulkId:same'))),
      post('same'),
      post('same'),
    ]);
    expect(statuses(forward)).toEqual(['201', '201', '400']);
  });

  test('no secret is in the answer', async () => {
    const pin = '13579';
    const { status, text } = await send([
      post('one', someone({ [uniflow]: { pin, cardRegistrationCode: 'TIC-9' }, password: 'hunter2' })),
      post('two', { [uniflow]: { pin, cardRegistrationCode: 'TIC-9' }, password: 'hunter2' }),
      post('three', someone({ [uniflow]: { pin: `${pin}x`, cardRegistrationCode: 'TIC-9' } })),
      post('four', someone({ [uniflow]: { pin: { pin } } })),
      { method: 'PATCH', path: '/Users/1', data: patch(add('pin', pin)) },
    ]);
    expect(status).toBe(200);
    expect(text).not.toMatch(/13579|TIC-9|hunter2/);
  });
});

describe('version', () => {
  test.each(['', 5, {}])('%j is no version: 412, and nothing is deleted', async (version) => {
    const { id } = await created();
    const operations = [{ method: 'DELETE', path: `/Users/${id}`, version }];
    expect(statuses(await bulk(operations))).toEqual(['412']);
    expect((await client.send('GET', `/Users/${id}`)).status).toBe(200);
  });

  test.each(['PUT', 'PATCH', 'DELETE'])(
    '%s of another version is 412 and changes nothing',
    async (method) => {
      const { id, meta } = await created();
      const before = await read(id);
      const data = method === 'PUT' ? someone() : method === 'PATCH' ? patch(add('title', 'T')) : undefined;
      const operation = { method, path: `/Users/${id}`, ...defined({ data }) };
      const refused = only(await bulk([{ ...operation, version: 'W/"old"' }]));
      expect([refused.status, refused.location]).toEqual(['412', `${tenant.tenantUrl}/Users/${id}`]);
      expect(refused.response).toMatchObject({ schemas: [errorUrn], status: '412' });
      expect(await read(id)).toEqual(before);
      const done = only(await bulk([{ ...operation, version: meta.version }]));
      expect(done.status).toBe(method === 'DELETE' ? '204' : '200');
    },
  );

  test('"*" is any', async () => {
    const { id } = await created();
    expect(statuses(await bulk([{ method: 'DELETE', path: `/Users/${id}`, version: '*' }]))).toEqual(['204']);
  });
});

describe('a reference to a bulkId', () => {
  test('in a chain, last first', async () => {
    const names = ['e', 'd', 'c', 'b', 'a'];
    const results = await bulk(
      names.map((name, i) =>
        post(name, someone(i === names.length - 1 ? {} : managedBy(`bulkId:${names[i + 1] ?? ''}`))),
      ),
    );
    expect(statuses(results)).toEqual(['201', '201', '201', '201', '201']);
    for (let i = 0; i < 4; i += 1)
      expect(await managerOf(results[i])).toMatchObject({ value: idIn(results[i + 1] ?? only([])) });
  });

  test('in a circle, and to itself', async () => {
    const results = await bulk([
      post('a', someone(managedBy('bulkId:b'))),
      post('b', someone(managedBy('bulkId:c'))),
      post('c', someone(managedBy('bulkId:a'))),
      post('self', someone(managedBy('bulkId:self'))),
    ]);
    expect(statuses(results)).toEqual(['201', '201', '201', '201']);
    for (const [from, to] of [
      [0, 1],
      [1, 2],
      [2, 0],
      [3, 3],
    ] as const)
      expect(await managerOf(results[from])).toMatchObject({ value: idIn(results[to] ?? only([])) });
  });

  test('in a circle of which one member fails: nobody stays who refers to nobody', async () => {
    const people = [
      someone(managedBy('bulkId:b')),
      someone({ ...managedBy('bulkId:c'), displayName: 5 }),
      someone(managedBy('bulkId:a')),
      someone(managedBy('bulkId:a')),
      someone(),
    ];
    const results = await bulk(people.map((data, i) => post('abcde'.charAt(i), data)));
    expect(statuses(results)).toEqual(['409', '400', '409', '409', '201']);
    expect(results.map(({ location }) => location === undefined)).toEqual([true, true, true, true, false]);
    const found = people.map(async ({ userName }) => {
      const answer = await client.send('GET', `/Users?${filterQuery(`userName eq "${String(userName)}"`)}`);
      return answer.body.totalResults;
    });
    expect(await Promise.all(found)).toEqual([0, 0, 0, 0, 1]);
  });

  test('in a circle that failOnErrors cuts: nobody stays who refers to nobody', async () => {
    const [a, c] = [someone(managedBy('bulkId:b')), someone(managedBy('bulkId:a'))];
    const operations = [
      post('x', someone({ userName: '' })),
      post('b', someone(managedBy('bulkId:c'))),
      post('a', a),
    ];
    const results = await bulk([...operations, post('c', c)], { failOnErrors: 1 });
    expect(statuses(results)).toEqual(['400']);
    const cut = await bulk([post('b', someone({ ...managedBy('bulkId:a'), userName: '' })), post('a', a)], {
      failOnErrors: 1,
    });
    expect(statuses(cut)).toEqual(['400', '409']);
    const answer = await client.send('GET', `/Users?${filterQuery(`userName eq "${String(a.userName)}"`)}`);
    expect(answer.body.totalResults).toBe(0);
  });

  test('in the path and the data of a PUT, a PATCH and a DELETE, wherever they stand', async () => {
    const data = someone();
    const results = await bulk([
      {
        method: 'PATCH',
        path: '/Users/bulkId:a',
        data: patch(add('manager', 'bulkId:b')),
      },
      post('a', data),
      post('b'),
      post('gone'),
      { method: 'DELETE', path: '/Users/bulkId:gone' },
      { method: 'PUT', path: '/Users/bulkId:b', data: someone(managedBy('bulkId:a')) },
    ]);
    expect(statuses(results)).toEqual(['200', '201', '201', '201', '204', '200']);
    const [patched, a, b, gone, deleted, put] = results;
    expect([patched?.location, put?.location, deleted?.location]).toEqual([
      a?.location,
      b?.location,
      gone?.location,
    ]);
    expect(await managerOf(a)).toMatchObject({ value: idIn(b ?? only([])) });
    expect(await managerOf(b)).toMatchObject({ value: idIn(a ?? only([])) });
    expect((await client.send('GET', `/Users/${idIn(gone ?? only([]))}`)).status).toBe(404);
    expect(a?.version).not.toBe(patched?.version);
  });

  test('that nothing creates fails, and the rest goes on', async () => {
    const results = await bulk([
      post('a', someone(managedBy('bulkId:nobody'))),
      { method: 'DELETE', path: '/Users/bulkId:nobody' },
      {
        method: 'PATCH',
        bulkId: 'p',
        path: '/Users/bulkId:p',
        data: patch(add('title', 'T')),
      },
      post('b'),
    ]);
    expect(statuses(results)).toEqual(['400', '400', '400', '201']);
    expect(results[0]?.response?.detail).toMatch(/"nobody"/);
    expect(results.slice(0, 3).map(({ location }) => location)).toEqual([undefined, undefined, undefined]);
  });

  test('to an operation that failed is 409, and so on down the chain', async () => {
    const results = await bulk([
      post('c', someone(managedBy('bulkId:b'))),
      post('b', someone(managedBy('bulkId:a'))),
      post('a', { userName: 'no externalId' }),
      { method: 'DELETE', path: '/Users/bulkId:a' },
    ]);
    expect(statuses(results)).toEqual(['409', '409', '400', '409']);
    expect(results[1]?.response?.detail).toMatch(/"a"/);
  });

  test('that is only part of a text is a text', async () => {
    const result = only(await bulk([post('a', someone({ title: 'see bulkId:a', displayName: 'BULKID:a' }))]));
    expect(await read(idIn(result))).toMatchObject({ title: 'see bulkId:a', displayName: 'BULKID:a' });
  });
});

describe('failOnErrors', () => {
  const bad = (name: string) => post(name, { userName: name });

  test('fewer errors than that, or no limit, and all is tried', async () => {
    // .NET clients whose number can't be absent send 0.
    for (const more of [{ failOnErrors: 3 }, { failOnErrors: null }, { failOnErrors: 0 }, {}])
      expect(statuses(await bulk([bad('a'), bad('b'), post('c')], more))).toEqual(['400', '400', '201']);
  });

  test.each([-1, 1.5, '1', true, []])('%j is 400', async (failOnErrors) => {
    const { status, body } = await send([post('a')], { failOnErrors });
    expect([status, body.scimType]).toEqual([400, 'invalidValue']);
  });
});

describe('a message that is wrong as a whole', () => {
  test.each([
    [{ schemas: [requestUrn] }],
    [{ Operations: null }],
    [{ Operations: {} }],
    [{ Operations: 'x' }],
    [{ Operations: [7] }],
    [{ Operations: [null] }],
    [{ Operations: [[]] }],
  ])('%j is 400 invalidSyntax', async (body) => {
    const reply = await client.send('POST', '/Bulk', body);
    expect([reply.status, reply.body.scimType]).toEqual([400, 'invalidSyntax']);
  });

  test('what is wrong in one operation lets none be done', async () => {
    const data = someone();
    expect((await send([post('a', data), 7])).status).toBe(400);
    const found = await client.send('GET', `/Users?${filterQuery(`userName eq "${String(data.userName)}"`)}`);
    expect(found.body.totalResults).toBe(0);
  });
});

// What is above its limits: test/rfc/ (RFC 7644 §3.7.4).
test('as many operations as are declared are done', async () => {
  const many = Array.from({ length: 1_000 }, () => ({ method: 'DELETE', path: '/Users/none' }));
  const results = await bulk(many);
  expect(results).toHaveLength(many.length);
  expect(new Set(statuses(results))).toEqual(new Set(['404']));
});
