import { beforeAll, describe, expect, test } from 'vitest';
import { person } from '../support/people.ts';
import { useTenant } from '../support/useTenant.ts';

const { client } = await useTenant();
let path: string;

beforeAll(async () => {
  path = `/Users/${(await client.send('POST', '/Users', person('jane'))).body.id}`;
});

const limit = 1_048_576;
const deep = (levels: number): string => `{"a":`.repeat(levels - 1) + '{}' + '}'.repeat(levels - 1);
const bytes = (...values: number[]): Uint8Array =>
  Buffer.concat([Buffer.from('{"userName":"'), Uint8Array.from(values), Buffer.from('"}')]);

const bad: [
  what: string,
  body: string | Uint8Array,
  status: number,
  scimType: string | undefined,
  detail: RegExp,
][] = [
  ['nothing', '', 400, 'invalidSyntax', /Content-Length/],
  ['no JSON', 'userName=jane', 400, 'invalidSyntax', /not valid JSON/],
  ['half of it', '{"userName":"jane"', 400, 'invalidSyntax', /not valid JSON/],
  ['a trailing comma', '{"userName":"jane",}', 400, 'invalidSyntax', /not valid JSON/],
  ['two documents', '{}{}', 400, 'invalidSyntax', /not valid JSON/],
  ['NaN', '{"userName":NaN}', 400, 'invalidSyntax', /not valid JSON/],
  ['white space', ' \n ', 400, 'invalidSyntax', /not valid JSON/],
  ['an array', '[{"userName":"jane"}]', 400, 'invalidSyntax', /must be a JSON object/],
  ['a string', '"jane"', 400, 'invalidSyntax', /must be a JSON object/],
  ['a number', '42', 400, 'invalidSyntax', /must be a JSON object/],
  ['null', 'null', 400, 'invalidSyntax', /must be a JSON object/],
  ['a stray byte', bytes(0xff), 400, 'invalidSyntax', /UTF-8/],
  ['a cut character', bytes(0xe2, 0x82), 400, 'invalidSyntax', /UTF-8/],
  ['an overlong form', bytes(0xc0, 0xaf), 400, 'invalidSyntax', /UTF-8/],
  ['an encoded surrogate', bytes(0xed, 0xa0, 0x80), 400, 'invalidSyntax', /UTF-8/],
  ['Latin-1', bytes(0x5a, 0x6f, 0xeb), 400, 'invalidSyntax', /UTF-8/],
  ['UTF-16', Buffer.from('{"userName":"jane"}', 'utf16le'), 400, 'invalidSyntax', /not valid JSON/],
  ['half a surrogate pair', '{"userName":"\\ud83d"}', 400, 'invalidValue', /surrogate/],
  ['the other half', '{"emails":[{"value":"x\\ude00x"}]}', 400, 'invalidValue', /surrogate/],
  ['33 levels', deep(33), 400, 'invalidSyntax', /32 levels/],
  ['many levels', deep(20_000), 400, 'invalidSyntax', /32 levels/],
  ['many open brackets', '['.repeat(500_000), 400, 'invalidSyntax', /not valid JSON/],
  [
    '33 levels of lists',
    `{"userName":${'['.repeat(33)}${']'.repeat(33)}}`,
    400,
    'invalidSyntax',
    /32 levels/,
  ],
  ['a byte too many', `{"userName":"${'x'.repeat(limit - 14)}"}`, 413, undefined, /1048577 .*1048576/],
  [
    'too many characters of two bytes',
    `{"title":"${'é'.repeat(600_000)}"}`,
    413,
    undefined,
    /1200012 .*1048576/,
  ],
];

describe.each(['POST', 'PUT', 'PATCH'])('%s', (method) => {
  test.each(bad)('%s', async (_, body, status, scimType, detail) => {
    const before = await client.send('GET', path);
    const reply = await client.send(method, method === 'POST' ? '/Users' : path, body);
    expect(reply.body.detail).toMatch(detail);
    expect(reply.status).toBe(status);
    expect(reply.body.status).toBe(String(status));
    expect(reply.body.scimType).toBe(scimType);
    expect((await client.send('GET', path)).body).toEqual(before.body);
  });

  test('the limit itself passes, and what is in the body is looked at', async () => {
    const text = `{"unknown":"${'x'.repeat(limit - 14)}"}`;
    expect(text).toHaveLength(limit);
    const reply = await client.send(method, method === 'POST' ? '/Users' : path, text);
    expect(reply.status).toBe(400);
    expect(reply.body.detail).toMatch(method === 'PATCH' ? /Operations/ : /externalId/);
  });
});

test('32 levels are read', async () => {
  const body = `{"externalId":"deep","userName":"deep","unknown":${deep(31)}}`;
  expect((await client.send('POST', '/Users', body)).status).toBe(201);
});

test('a byte order mark is no error', async () => {
  const body = `\ufeff${JSON.stringify(person('bom'))}`;
  expect((await client.send('POST', '/Users', body)).status).toBe(201);
});

test('__proto__ and constructor are names like any unknown one', async () => {
  const body =
    '{"__proto__":{"userName":"evil"},"constructor":{"prototype":{}},"userName":"proto","externalId":"proto"}';
  const created = await client.send('POST', '/Users', body);
  expect(created.status).toBe(201);
  expect(created.body.userName).toBe('proto');
  for (const key of ['__proto__.polluted', 'constructor.prototype.polluted', '__proto__'])
    expect(
      (await client.send('PATCH', path, { Operations: [{ op: 'add', path: key, value: 'x' }] })).body
        .scimType,
    ).toBe('invalidPath');
  expect((await client.send('GET', path)).text).not.toContain('polluted');
});

test('a name given twice with different values is 400 that names it', async () => {
  for (const body of [
    '{"externalId":"t","userName":"a","USERNAME":"b"}',
    '{"externalId":"t","userName":"a","name":{"givenName":"a","givenname":"b"}}',
    '{"externalId":"t","userName":"a","department":"a","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"b"}}',
  ]) {
    const { status, body: error } = await client.send('POST', '/Users', body);
    expect([status, error.scimType]).toEqual([400, 'invalidSyntax']);
    expect(error.detail).toMatch(/userName|givenName|enterprise|department/);
  }
});
