import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { core, enterprise, patch, person, uniflow, type Body } from '../support/people.ts';
import { useTenant } from '../support/useTenant.ts';

// Both dialects of Entra's, over HTTP. Every form and every error of them: shared/scim/dialect/ and the tests of shared/scim/patch*.

const { client } = await useTenant();
const jane = person('jane', { [enterprise]: { department: 'Print', manager: { value: 'boss' } } });
let path: string;

beforeEach(async () => {
  path = `/Users/${(await client.send('POST', '/Users', jane)).body.id}`;
});
afterEach(() => client.send('DELETE', path));

/** PATCHes and gives back the answer, which GET must repeat. */
async function patched(query: string, ...operations: readonly Body[]): Promise<Record<string, unknown>> {
  const reply = await client.send('PATCH', `${path}${query}`, patch(...operations));
  expect(reply.status, reply.text).toBe(200);
  expect((await client.send('GET', `${path}${query}`)).body).toEqual(reply.body);
  return reply.body;
}

const work = { primary: true, type: 'work', value: 'jane@mail.example.com' };
const home = { type: 'home', value: 'h@x.example' };
const name = { formatted: 'Ms. jane', familyName: 'Family', givenName: 'G2' };
const card = (cardNumber: string) => ({ [uniflow]: { cardNumber, localUsername: 'jane' } });
const company = (more: Body) => ({
  [enterprise]: { department: 'Print', manager: { value: 'boss' }, ...more },
});

/** What each operation makes of Jane. */
const byDefault: readonly (readonly [op: string, path: string, value: unknown, expected: Body])[] = [
  ['Replace', 'active', 'False', { active: false }],
  ['Add', 'displayName', ' Zoë  O’Neill ', { displayName: ' Zoë  O’Neill ' }],
  ['Replace', 'emails[type eq "work"].value', 'A@x', { emails: [{ ...work, value: 'A@x' }] }],
  ['Add', 'emails[type eq "home"].value', home.value, { emails: [work, home] }],
  ['Add', 'emails', [home], { emails: [work, home] }],
  ['Replace', 'emails', [home], { emails: [home] }],
  ['Remove', 'emails[type eq "work"].value', work.value, { emails: undefined }],
  ['Replace', 'emails[type eq "work"].value', '', { emails: undefined }],
  ['Add', 'roles[primary eq "True"].value', 'Admin', { roles: [{ primary: true, value: 'Admin' }] }],
  ['Add', `${enterprise}:employeeNumber`, '007', company({ employeeNumber: '007' })],
  [
    'Add',
    'manager',
    [{ $ref: '../Users/b', value: 'b' }],
    company({ manager: { $ref: '../Users/b', value: 'b' } }),
  ],
  ['Replace', `${enterprise}:manager`, 'b', company({ manager: { value: 'b' } })],
  ['Replace', 'manager', '', { [enterprise]: { department: 'Print' } }],
  ['Remove', enterprise, undefined, { [enterprise]: undefined, schemas: [core, uniflow] }],
  ['Replace', `${core}:name.givenName`, 'G2', { name }],
  ['Replace', 'title', '', { title: undefined }],
  ['Add', `${uniflow}.cardNumber`, '00124', card('00124')],
  ['Replace', uniflow, { cardNumber: '00126' }, card('00126')],
];

/** The same of `?aadOptscim062020`, in which a key is a path. */
const byFlag: readonly (readonly [value: Body, expected: Body])[] = [
  [{ 'name.givenName': 'G2' }, { name }],
  [{ NAME: { GIVENNAME: 'G2' } }, { name }],
  [{ [`${enterprise}:costCenter`]: '001' }, company({ costCenter: '001' })],
  [{ [enterprise]: { manager: 'b' } }, company({ manager: { value: 'b' } })],
  [{ [uniflow]: { pin: '0007', cardNumber: '0008' } }, card('0008')],
  [{ [core]: { displayName: 'D2', 'name.givenName': 'G2' } }, { displayName: 'D2', name }],
  [{ 'emails[type eq "work"].value': 'k@x' }, { emails: [{ ...work, value: 'k@x' }] }],
  [
    { 'addresses[type eq "work"].postalCode': '01067', 'addresses[type eq "work"].locality': 'Dresden' },
    {
      addresses: [{ type: 'work', streetAddress: '1 Main Street', postalCode: '01067', locality: 'Dresden' }],
    },
  ],
  [
    { title: null, 'name.formatted': '' },
    { title: undefined, name: { familyName: 'Family', givenName: 'Given' } },
  ],
];

const ways: readonly (readonly [what: string, query: string, operation: Body, expected: Body])[] = [
  ...byDefault.map(([op, where, value, expected]) => {
    const operation = { op, path: where, value };
    return [JSON.stringify(operation), '', operation, expected] as const;
  }),
  ...byFlag.flatMap(([value, expected]) =>
    ['add', 'replace'].map((op) => {
      const operation = { op, value };
      return [JSON.stringify(operation), '?aadOptscim062020', operation, expected] as const;
    }),
  ),
];

describe('an operation changes what it names and nothing else, and sent again nothing more', () => {
  test.each(ways)('%s', async (_, query, operation, expected) => {
    const { meta, ...before } = (await client.send('GET', path)).body;
    const changed = await patched(query, operation);
    expect(changed).toEqual({ ...before, ...expected, meta: changed.meta });
    expect(changed.meta).not.toEqual(meta);
    expect(await patched(query, operation)).toEqual(changed);
  });
});

test('the dialects mix in one request', async () => {
  const body = await patched(
    '?aadOptscim062020',
    { op: 'Replace', path: 'active', value: 'False' },
    { op: 'replace', value: { title: 'T2', active: true } },
    { op: 'Add', path: `${uniflow}:localUsername`, value: '007' },
  );
  expect(body).toMatchObject({ active: true, title: 'T2', [uniflow]: { localUsername: '007' } });
});
