import { describe, expect, test } from 'vitest';
import { core, enterprise, uniflow } from '../support/people.ts';
import { usePatchedUser } from '../support/usePatchedUser.ts';

// The dialect that Entra speaks by default: `Add`/`Replace`/`Remove`, booleans as text, one operation an attribute.

const user = await usePatchedUser();
const { client, patched } = user;

const e = (name: string): string => `${enterprise}:${name}`;
const u = (name: string): string => `${uniflow}:${name}`;
const anyText: unknown = expect.any(String);
const role = '{"id":"00","value":"Admin","displayName":"Admin"}';

// What each operation of Entra's makes of a user without e-mail, address, phone and enterprise attributes.
const examples: [op: string, path: string, value: unknown, property: string, expected: unknown][] = [
  ['Replace', 'active', 'False', 'active', false],
  ['Replace', 'active', 'false', 'active', false],
  ['Replace', 'active', false, 'active', false],
  ['Add', 'active', 'True', 'active', true],
  ['Add', 'displayName', ' Zoë  O’Neill ', 'displayName', ' Zoë  O’Neill '],
  [
    'Replace',
    'emails[type eq "work"].value',
    'A@x.example',
    'emails',
    [{ type: 'work', value: 'A@x.example' }],
  ],
  ['Add', 'emails[type eq "work"].value', 'A@x.example', 'emails', [{ type: 'work', value: 'A@x.example' }]],
  ['Add', 'Emails[Type eq "work"].Value', 'A@x.example', 'emails', [{ type: 'work', value: 'A@x.example' }]],
  [
    'Add',
    'emails[type eq "work" and primary eq true].value',
    'a@x',
    'emails',
    [{ type: 'work', primary: true, value: 'a@x' }],
  ],
  [
    'Add',
    'addresses[type eq "work"].streetAddress',
    '9 “Q” St',
    'addresses',
    [{ type: 'work', streetAddress: '9 “Q” St' }],
  ],
  [
    'Replace',
    'phoneNumbers[type eq "mobile"].value',
    '0049 / 030',
    'phoneNumbers',
    [{ type: 'mobile', value: '0049 / 030' }],
  ],
  ['Add', e('department'), '007', enterprise, { department: '007' }],
  ['Add', e('employeeNumber').toUpperCase(), '007', enterprise, { employeeNumber: '007' }],
  ['Add', e('manager'), 'boss-id', enterprise, { manager: { value: 'boss-id' } }],
  ['Replace', e('manager'), { value: 'boss-id' }, enterprise, { manager: { value: 'boss-id' } }],
  ['Replace', e('manager.value'), 'boss-id', enterprise, { manager: { value: 'boss-id' } }],
  [
    'Add',
    'manager',
    [{ $ref: 'https://x.example/Users/boss-id', value: 'boss-id' }],
    enterprise,
    { manager: { $ref: 'https://x.example/Users/boss-id', value: 'boss-id' } },
  ],
  ['Add', 'manager', 'boss-id', enterprise, { manager: { value: 'boss-id' } }],
  ['Add', 'department', 'Top', enterprise, { department: 'Top' }],
  ['Add', 'roles[primary eq "True"].value', 'Admin', 'roles', [{ primary: true, value: 'Admin' }]],
  ['Add', 'roles', [{ value: role }], 'roles', [{ value: role }]],
  ['Replace', `${core}:userName`, 'Core@Example.com', 'userName', 'Core@Example.com'],
  [
    'Replace',
    `${core}:name.givenName`,
    'G2',
    'name',
    { formatted: anyText, familyName: 'Family', givenName: 'G2' },
  ],
  ['Replace', 'name.givenName', 'G2', 'name', { formatted: anyText, familyName: 'Family', givenName: 'G2' }],
  [
    'Replace',
    'name',
    { givenName: 'G2' },
    'name',
    { formatted: anyText, familyName: 'Family', givenName: 'G2' },
  ],
  ['Add', u('cardNumber'), '00123', uniflow, { cardNumber: '00123', localUsername: anyText }],
  ['Add', `${uniflow}.cardNumber`, '00124', uniflow, { cardNumber: '00124', localUsername: anyText }],
  ['Replace', 'cardNumber', '00125', uniflow, { cardNumber: '00125', localUsername: anyText }],
  ['Replace', uniflow, { cardNumber: '00126' }, uniflow, { cardNumber: '00126', localUsername: anyText }],
];

test.each(examples)('%s %s %j', async (op, path, value, property, expected) => {
  expect((await patched({ op, path, value }))[property]).toEqual(expected);
});

test('a repeated PATCH is harmless: the same answer, the same version', async () => {
  for (const [op, path, value] of examples) {
    const first = await patched({ op, path, value });
    expect(await patched({ op, path, value })).toEqual(first);
  }
});

test('several operations, one an attribute, in one request', async () => {
  const body = await patched(
    { op: 'Replace', path: 'active', value: 'False' },
    { op: 'Add', path: 'title', value: 'T' },
    { op: 'Add', path: 'emails[type eq "work"].value', value: 'one@x.example' },
    { op: 'Replace', path: 'emails[type eq "work"].value', value: 'two@x.example' },
    { op: 'Add', path: e('department'), value: 'D' },
  );
  expect(body).toMatchObject({
    active: false,
    title: 'T',
    emails: [{ type: 'work', value: 'two@x.example' }],
    [enterprise]: { department: 'D' },
  });
});

describe('the manager', () => {
  test.each([
    ['Replace', e('manager'), ''],
    ['Replace', 'manager', ''],
    ['Replace', 'manager', { value: '' }],
    ['Add', 'manager', [{ value: '' }]],
    ['Replace', e('manager'), { value: null }],
    ['Replace', e('manager.value'), ''],
    ['Remove', e('manager'), undefined],
    ['Remove', 'manager', 'boss-id'],
    ['Remove', 'manager', [{ value: 'boss-id' }]],
  ])('%s %s %j removes it', async (op, path, value) => {
    const set = await patched({
      op: 'Add',
      path: 'manager',
      value: [{ $ref: '../Users/boss-id', value: 'boss-id' }],
    });
    expect(set[enterprise]).toEqual({ manager: { $ref: '../Users/boss-id', value: 'boss-id' } });
    const body = await patched({ op, path, value });
    expect(body).not.toHaveProperty([enterprise]);
    expect(body.schemas).toEqual([core, uniflow]);
  });
});

test.each([[''], [null], [[]]])('%j clears an optional attribute', async (nothing) => {
  const body = await patched(
    { op: 'Replace', path: 'displayName', value: nothing },
    { op: 'Add', path: 'title', value: nothing },
    { op: 'Replace', path: u('localUsername'), value: nothing },
    { op: 'Replace', path: 'name', value: nothing },
  );
  expect(Object.keys(body)).toEqual(['schemas', 'id', 'externalId', 'userName', 'active', uniflow, 'meta']);
  expect(body[uniflow]).toEqual({ cardNumber: `00${user.name()}` });
});

test('Operations: [] changes nothing and is 200', async () => {
  const before = await client.send('GET', `/Users/${user.id()}`);
  expect(await patched()).toEqual(before.body);
});
