import { beforeAll, describe, expect, test } from 'vitest';
import { enterprise, patch, person, uniflow, type Body } from '../support/people.ts';
import { useTenant } from '../support/useTenant.ts';

// A value of a wrong type is 400 `invalidValue`; the detail, which an administrator reads, names the attribute.

const { client } = await useTenant();
let path: string;

beforeAll(async () => {
  path = `/Users/${(await client.send('POST', '/Users', person('jane'))).body.id}`;
});

const wrong: [path: string, value: unknown, body: Body][] = [
  ['userName', 7, { userName: 7 }],
  ['userName', ' ', { userName: ' ' }],
  ['userName', ['a', 'b'], { userName: ['a', 'b'] }],
  ['userName', { value: 'a', type: 'b' }, { userName: { value: 'a', type: 'b' } }],
  ['externalId', 123, { externalId: 123 }],
  ['externalId', true, { externalId: true }],
  ['displayName', 1.5, { displayName: 1.5 }],
  ['title', false, { title: false }],
  ['title', {}, { title: {} }],
  ['active', {}, { active: {} }],
  ['active', 'yes', { active: 'yes' }],
  ['active', 1, { active: 1 }],
  ['active', ['True', 'True'], { active: ['True', 'True'] }],
  ['name', 'Jane', { name: 'Jane' }],
  ['name.givenName', 7, { name: { givenName: 7 } }],
  ['emails', 7, { emails: 7 }],
  ['emails', [['a']], { emails: [['a']] }],
  ['emails.value', [{ value: 7 }], { emails: [{ value: 7 }] }],
  ['emails.primary', [{ value: 'a', primary: 'si' }], { emails: [{ value: 'a', primary: 'si' }] }],
  ['addresses', 'Main Street', { addresses: 'Main Street' }],
  ['addresses.postalCode', [{ postalCode: 1067 }], { addresses: [{ postalCode: 1067 }] }],
  [`${enterprise}:department`, 7, { [enterprise]: { department: 7 } }],
  [`${enterprise}:manager`, 7, { [enterprise]: { manager: 7 } }],
  [`${uniflow}:cardNumber`, 123, { [uniflow]: { cardNumber: 123 } }],
  [`${uniflow}:cardNumber`, ['1', '2'], { [uniflow]: { cardNumber: ['1', '2'] } }],
  [`${uniflow}:localUsername`, { a: 1 }, { [uniflow]: { localUsername: { a: 1 } } }],
  [uniflow, 'text', { [uniflow]: 'text' }],
  [enterprise, [1, 2], { [enterprise]: [1, 2] }],
];

describe.each(wrong)('%s: %j', (attribute, value, part) => {
  const target = ['emails.value', 'emails.primary', 'addresses.postalCode'].includes(attribute)
    ? attribute.split('.')[0]
    : attribute;

  test.each<[string, () => [string, string, Body]]>([
    ['POST', () => ['POST', '/Users', person('wrong', part)]],
    ['PUT', () => ['PUT', path, person('jane', part)]],
    ['PATCH', () => ['PATCH', path, patch({ op: 'Replace', path: target, value })]],
    ['PATCH without path', () => ['PATCH', path, patch({ op: 'replace', value: { [target ?? '']: value } })]],
  ])('%s', async (_, request) => {
    const before = await client.send('GET', path);
    const { status, body } = await client.send(...request());
    expect([status, body.scimType]).toEqual([400, 'invalidValue']);
    expect(body.detail).toContain(`${attribute} `);
    expect((await client.send('GET', path)).body).toEqual(before.body);
  });
});

test('two primaries are 400, in a POST, a PUT and a PATCH', async () => {
  const emails = [
    { value: 'a', primary: true },
    { value: 'b', primary: 'True' },
  ];
  for (const [method, where, body] of [
    ['POST', '/Users', person('two', { emails })],
    ['PUT', path, person('jane', { emails })],
    ['PATCH', path, patch({ op: 'Replace', path: 'emails', value: emails })],
  ] as const) {
    const reply = await client.send(method, where, body);
    expect([reply.status, reply.body.scimType]).toEqual([400, 'invalidValue']);
    expect(reply.body.detail).toMatch(/emails.*primary/);
  }
});

test('a person can have 20 addresses, and 21 are 400 that says so', async () => {
  const emails = (n: number): unknown => Array.from({ length: n }, (_, i) => ({ value: `a${i}@x.example` }));
  const most = await client.send('PUT', path, person('jane', { emails: emails(20) }));
  expect(most.body.emails).toHaveLength(20);
  const { status, body } = await client.send('PUT', path, person('jane', { emails: emails(21) }));
  expect([status, body.scimType]).toEqual([400, 'invalidValue']);
  expect(body.detail).toMatch(/emails.*21.*20/);
  expect((await client.send('GET', path)).body).toEqual(most.body);
});

test('a person too large to be stored is 413 that names the limit', async () => {
  const photos = Array.from({ length: 70 }, (_, i) => ({
    value: `https://x.example/${i}/${'p'.repeat(1_000)}`,
  }));
  for (const [method, where] of [
    ['POST', '/Users'],
    ['PUT', path],
  ] as const) {
    const reply = await client.send(method, where, person(method === 'PUT' ? 'jane' : 'large', { photos }));
    expect(reply.status).toBe(413);
    expect(reply.body.detail).toContain('65536');
  }
  const list = await client.send('GET', '/Users');
  expect(list.body.totalResults).toBe(1);
});

test.each(['\u0007', '\n', '\u2028', 'x'.repeat(129)])(
  'a card number that no printer could read is 400',
  async (card) => {
    const reply = await client.send('POST', '/Users', person('card', { [uniflow]: { cardNumber: card } }));
    expect([reply.status, reply.body.scimType]).toEqual([400, 'invalidValue']);
    expect(reply.body.detail).toBe(`${uniflow}:cardNumber must be 1 to 128 printable characters.`);
  },
);
