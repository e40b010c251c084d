import type { HttpRequest } from '@azure/functions';
import { describe, expect, test } from 'vitest';
import { ScimError, type ScimType } from '../scim/error.ts';
import {
  maxJsonDepth,
  maxJsonMembers,
  readBody,
  readRequestBody,
  Query,
  queryOf,
  clientAddress,
} from './request.ts';
import { maxBodyBytes } from '../scim/bounds.ts';
import { unitsPerRequest, nextTurn } from '../users/list/work.ts';
import { thrownBy } from '../../test/support/errors.ts';

/** As much of a request as reading its body looks at. */
function request(body: string | Uint8Array, headers: Readonly<Record<string, string>> = {}): HttpRequest {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const stub = { headers: new Headers(headers), arrayBuffer: () => Promise.resolve(bytes.slice().buffer) };
  return stub as unknown as HttpRequest;
}

async function refusal(refused: HttpRequest): Promise<ScimError> {
  return readBody(refused).then(
    () => Promise.reject(new Error('Nothing was thrown.')),
    (error: unknown) => (error instanceof ScimError ? error : Promise.reject(error as Error)),
  );
}

function nested(depth: number): string {
  return '{"a":'.repeat(depth - 1) + '{}' + '}'.repeat(depth - 1);
}

function members(number: number): string {
  return Array.from({ length: number }, (_, i) => `"${i}":{"a:":":"}`).join(',');
}

describe('readBody', () => {
  test.each<[string, string, unknown]>([
    ['an object', '{"a":[1,"é",null]}', { a: [1, 'é', null] }],
    ['white space around', ' \n{"a":1}\n ', { a: 1 }],
    ['a byte order mark', '\u{FEFF}{"a":1}', { a: 1 }],
    [
      'brackets, quotes and escapes in a string',
      JSON.stringify({ a: `${'['.repeat(40)}"\\ud83d\\` }),
      { a: `${'['.repeat(40)}"\\ud83d\\` },
    ],
    [
      'an object of as many members as there may be, and others',
      `{"a":{${members(maxJsonMembers)}},"b":{${members(maxJsonMembers)}}}`,
      expect.objectContaining({ a: expect.objectContaining({ 4999: { 'a:': ':' } }) as unknown }),
    ],
    ['escaped pairs of surrogates', '{"a":"\\ud83d\\ude00"}', { a: '😀' }],
  ])('reads %s', async (_what, text, expected) => {
    expect(await readBody(request(text))).toEqual(expected);
  });

  test.each(['application/scim+json; charset=utf-8', 'application/json', 'text/plain', ''])(
    'does not mind the media type %j',
    async (type) => {
      expect(await readBody(request('{}', { 'content-type': type }))).toEqual({});
    },
  );

  test.each<[string, string | Uint8Array, ScimType, RegExp]>([
    ['what is no JSON', '{"pin":"0042"', 'invalidSyntax', /^The body is not valid JSON\.$/],
    ['a list', '[]', 'invalidSyntax', /must be a JSON object/],
    ['a string', '"x"', 'invalidSyntax', /must be a JSON object/],
    ['null', 'null', 'invalidSyntax', /must be a JSON object/],
    ['what is no UTF-8', Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d), 'invalidSyntax', /UTF-8/],
    ['a cut character', Uint8Array.of(0x22, 0xe2, 0x82, 0x22), 'invalidSyntax', /UTF-8/],
    ['an overlong form', Uint8Array.of(0x22, 0xc0, 0xaf, 0x22), 'invalidSyntax', /UTF-8/],
    ['an encoded surrogate', Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22), 'invalidSyntax', /UTF-8/],
    ['UTF-16', Uint8Array.from(Buffer.from('{"a":1}', 'utf16le')), 'invalidSyntax', /not valid JSON/],
    ['white space', ' \n ', 'invalidSyntax', /not valid JSON/],
    ['a number', '42', 'invalidSyntax', /must be a JSON object/],
    ['half of a surrogate pair', '{"a":[{"b":"\\ud83d"}]}', 'invalidValue', /surrogate/],
    ['the other half', '{"a":"x\\uDE00"}', 'invalidValue', /surrogate/],
    ['two first halves', '{"a":"\\ud83d\\ud83d\\ude00"}', 'invalidValue', /surrogate/],
    ['half of one before a character', '{"a":"\\ud83d😀"}', 'invalidValue', /surrogate/],
    ['half of one in a name', '{"\\ud83d":1}', 'invalidValue', /surrogate/],
    ['an escape that is none', '{"a":"\\u12"}', 'invalidSyntax', /not valid JSON/],
    ['a string without end', '{"a":"[[[', 'invalidSyntax', /not valid JSON/],
    [
      'an object of too many members',
      `{"a":[{}],"b":{${members(maxJsonMembers + 1)}}}`,
      'invalidSyntax',
      /^An object in the body has more than 5000 members\.$/,
    ],
    ['what is nested too deep', nested(maxJsonDepth + 1), 'invalidSyntax', /deeper than 32/],
    ['lists nested too deep', `{"a":${'['.repeat(33)}${']'.repeat(33)}}`, 'invalidSyntax', /deeper than 32/],
    ['what is nested far too deep', '['.repeat(500_000), 'invalidSyntax', /./],
  ])('refuses %s', async (_what, body, scimType, detail) => {
    const error = await refusal(request(body));
    expect([error.status, error.scimType]).toEqual([400, scimType]);
    expect(error.message).toMatch(detail);
  });

  test('refuses nothing, if Content-Length says so, with 400', async () => {
    const error = await refusal(request('', { 'content-length': '0' }));
    expect([error.status, error.scimType]).toEqual([400, 'invalidSyntax']);
    expect(error.message).toMatch(/needs a JSON body.*Content-Length/);
  });

  test.each<[string, Readonly<Record<string, string>>]>([
    ['no length', {}],
    ['chunks', { 'transfer-encoding': 'chunked' }],
    ['chunks and a length', { 'transfer-encoding': 'chunked', 'content-length': '0' }],
  ])('refuses nothing that came with %s with 411, and says what to do', async (_what, headers) => {
    const error = await refusal(request('', headers));
    expect([error.status, error.scimType]).toEqual([411, undefined]);
    expect(error.message).toMatch(/Content-Length.*LoadIntoBufferAsync/);
  });

  test.each(['gzip', 'GZIP', 'br', 'deflate', 'identity, gzip', 'gzip, identity', 'x'])(
    'refuses the Content-Encoding %j with 415, unread',
    async (encoding) => {
      const unread = {
        headers: new Headers({ 'content-encoding': encoding, 'content-length': '20' }),
        arrayBuffer: () => Promise.reject(new Error('The body was read.')),
      };
      const error = await refusal(unread as unknown as HttpRequest);
      expect([error.status, error.headers]).toEqual([415, { 'Accept-Encoding': 'identity' }]);
      expect(error.message).toContain('Content-Encoding');
    },
  );

  test.each(['identity', 'Identity', '', 'identity, identity'])(
    'reads a body with the Content-Encoding %j',
    async (encoding) => {
      expect(await readBody(request('{}', { 'content-encoding': encoding }))).toEqual({});
    },
  );

  test('takes nesting up to the limit', async () => {
    expect(maxJsonDepth).toBe(32);
    expect(JSON.stringify(await readBody(request(nested(32))))).toBe(nested(32));
  });

  test('keeps __proto__ a member like any other', async () => {
    const body = await readBody(request('{"__proto__":{"polluted":true}}'));
    expect(Object.keys(body)).toEqual(['__proto__']);
    expect('polluted' in {}).toBe(false);
  });

  const ofSize = (bytes: number) => `{"a":"${'x'.repeat(bytes - 8)}"}`;

  test('takes a body of the greatest size', async () => {
    expect(maxBodyBytes).toBe(1_048_576);
    const body = await readBody(request(ofSize(maxBodyBytes), { 'content-length': String(maxBodyBytes) }));
    expect(body.a).toHaveLength(maxBodyBytes - 8);
  });

  test('refuses a larger one with 413 that names limit and value, without scimType', async () => {
    const error = await refusal(request(ofSize(maxBodyBytes + 1)));
    expect([error.status, error.scimType]).toEqual([413, undefined]);
    expect(error.message).toMatch(/1048577.*1048576/);
  });

  test('counts bytes, not characters', async () => {
    const error = await refusal(request(`{"a":"${'é'.repeat(maxBodyBytes / 2)}"}`));
    expect(error.status).toBe(413);
  });

  test('looks at Content-Length before it reads the body', async () => {
    const unread = {
      headers: new Headers({ 'content-length': String(maxBodyBytes + 1) }),
      arrayBuffer: () => Promise.reject(new Error('The body was read.')),
    };
    const error = await refusal(unread as unknown as HttpRequest);
    expect(error.status).toBe(413);
    expect(error.message).toMatch(/1048577.*1048576/);
  });
});

function callOf(body: object | string) {
  const bytes = new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body));
  const charges: number[] = [];
  const request = {
    headers: new Headers({ 'content-length': String(bytes.byteLength) }),
    arrayBuffer: () => Promise.resolve(bytes.slice().buffer),
  };
  return {
    charges,
    request: request as unknown as HttpRequest,
    quota: { charge: (requests: number) => charges.push(requests) },
  };
}

test('a large body is charged for by its size, and what an ordinary one costs is counted already', async () => {
  const [large, ordinary] = [callOf({ x: 'x'.repeat(10 * unitsPerRequest) }), callOf({ userName: 'jane' })];
  await readRequestBody(large);
  await readRequestBody(ordinary);
  expect([large.charges, ordinary.charges]).toEqual([[10], []]);
});

test('large bodies that come together are read in turns: others have theirs between them', async () => {
  const order: string[] = [];
  const body = { x: 'x'.repeat(unitsPerRequest) };
  const read = async (name: string) => {
    await readRequestBody(callOf(body));
    order.push(name);
  };
  const other = async () => {
    for (let i = 0; i < 4; i += 1) {
      await nextTurn();
      order.push('other');
    }
  };
  await Promise.all([read('first'), read('second'), other()]);
  expect(order).toEqual(['other', 'first', 'second', 'other', 'other', 'other']);
});

test('a large body that is no JSON is charged for all the same', async () => {
  const call = callOf('{"x":' + '['.repeat(10 * unitsPerRequest));
  await expect(readRequestBody(call)).rejects.toMatchObject({ status: 400, scimType: 'invalidSyntax' });
  expect(call.charges).toEqual([10]);
});

test('a body that is refused for its length is not read, and not charged for', async () => {
  const call = callOf({ x: 'x'.repeat(maxBodyBytes) });
  await expect(readRequestBody(call)).rejects.toMatchObject({ status: 413 });
  expect(call.charges).toEqual([]);
});

const query = (text: string): Query => new Query(new URLSearchParams(text));

describe('a query', () => {
  test.each(['filter', 'Filter', 'FILTER', 'fiLTER'])('finds filter under the name %s', (name) => {
    expect(query(`${name}=x`).one('filter')).toBe('x');
    expect(query(`${name}=x`).list('filter')).toBe('x');
    expect(query(`${name}=x`).has('filter')).toBe(true);
  });

  test('tells what is empty from what is absent', () => {
    expect(query('cursor').one('cursor')).toBe('');
    expect([query('').one('cursor'), query('').list('cursor'), query('').has('cursor')]).toEqual([
      undefined,
      undefined,
      false,
    ]);
  });

  test('refuses a value that is sent twice, in whatever case, and names its parameter', () => {
    for (const text of ['filter=a&filter=b', 'filter=a&FILTER=b', 'Filter=a&filter=a']) {
      const { status, scimType, message } = thrownBy(() => query(text).one('filter'));
      expect([status, scimType]).toEqual([400, 'invalidValue']);
      expect(message).toBe('The query has the parameter filter 2 times; send it once.');
    }
  });

  test('takes a list that is sent twice for one longer list', () => {
    expect(query('attributes=a,b&Attributes=c').list('attributes')).toBe('a,b,c');
  });

  test('is read from the URL: of parameters in different case the host keeps one', () => {
    const request = {
      url: 'https://scim.example.net/scim/demo/Users?filter=a&Filter=b',
      query: new URLSearchParams('Filter=b'),
    };
    expect(() => queryOf(request as unknown as HttpRequest).one('filter')).toThrow('2 times');
  });
});

const addressOf = (forwarded: string | undefined) =>
  clientAddress({
    headers: new Headers(forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }),
  } as unknown as HttpRequest);

test.each([
  ['203.0.113.7:41234', '203.0.113.7'],
  ['203.0.113.7', '203.0.113.7'],
  // What stands before the last one was sent by the client.
  ['1.2.3.4, 203.0.113.7:41234', '203.0.113.7'],
  ['a, b,203.0.113.7:1 ', '203.0.113.7'],
  ['[2001:db8::7]:41234', '2001:db8::7'],
  ['[2001:db8::7]', '2001:db8::7'],
  ['2001:db8::7', '2001:db8::7'],
  ['unknown', 'unknown'],
  ['', 'unknown'],
  ['1.2.3.4,', 'unknown'],
  [undefined, 'unknown'],
])('%j is %s', (forwarded, address) => {
  expect(addressOf(forwarded)).toBe(address);
});
