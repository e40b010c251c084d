import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { core, enterprise, patch, person, uniflow, type Body } from '../support/people.ts';
import { useTenant } from '../support/useTenant.ts';

// The dialect of `?aadOptscim062020`: lower case, real booleans, and several attributes in one value without path.

const { client } = await useTenant();
let id: string;

beforeEach(async () => {
  id = (await client.send('POST', '/Users', person('jane'))).body.id;
});
afterEach(() => client.send('DELETE', `/Users/${id}`));

async function patched(...operations: readonly Body[]): Promise<Record<string, unknown>> {
  const reply = await client.send('PATCH', `/Users/${id}?aadOptscim062020`, patch(...operations));
  expect(reply.text).not.toContain('scimType');
  expect(reply.status).toBe(200);
  expect((await client.send('GET', `/Users/${id}?aadOptscim062020`)).body).toEqual(reply.body);
  return reply.body;
}

test('active, a value path, and several attributes without path', async () => {
  const body = await patched(
    { op: 'replace', path: 'active', value: false },
    { op: 'replace', path: 'emails[type eq "work"].value', value: 'new@x.example' },
    {
      op: 'replace',
      value: {
        displayName: 'D2',
        'name.givenName': 'G2',
        [`${enterprise}:employeeNumber`]: '00701',
        [`${uniflow}:pin`]: '0815',
        [`${uniflow}:cardNumber`]: '000777',
      },
    },
  );
  expect(body).toMatchObject({
    active: false,
    displayName: 'D2',
    emails: [{ primary: true, type: 'work', value: 'new@x.example' }],
    name: { formatted: 'Ms. jane', familyName: 'Family', givenName: 'G2' },
    [enterprise]: { department: 'Print', employeeNumber: '00701' },
  });
  expect(body[uniflow]).toEqual({ cardNumber: '000777', localUsername: 'jane' });
});

describe.each(['add', 'replace'])('%s without path: a key is a path', (op) => {
  test.each<[Body, Body]>([
    [{ 'name.familyName': 'F2' }, { name: { formatted: 'Ms. jane', familyName: 'F2', givenName: 'Given' } }],
    [
      { name: { familyName: 'F2' } },
      { name: { formatted: 'Ms. jane', familyName: 'F2', givenName: 'Given' } },
    ],
    [
      { NAME: { FAMILYNAME: 'F2' } },
      { name: { formatted: 'Ms. jane', familyName: 'F2', givenName: 'Given' } },
    ],
    [{ [`${enterprise}:department`]: 'Dev' }, { [enterprise]: { department: 'Dev' } }],
    [{ [`${enterprise}.department`]: 'Dev' }, { [enterprise]: { department: 'Dev' } }],
    [{ [`${enterprise.toLowerCase()}:DEPARTMENT`]: 'Dev' }, { [enterprise]: { department: 'Dev' } }],
    [{ [enterprise]: { costCenter: '001' } }, { [enterprise]: { department: 'Print', costCenter: '001' } }],
    [
      { [enterprise]: { manager: 'boss' } },
      { [enterprise]: { department: 'Print', manager: { value: 'boss' } } },
    ],
    [
      { [`${enterprise}:manager`]: 'boss' },
      { [enterprise]: { department: 'Print', manager: { value: 'boss' } } },
    ],
    [
      { [uniflow]: { pin: '0007', cardNumber: '0008' } },
      { [uniflow]: { cardNumber: '0008', localUsername: 'jane' } },
    ],
    [{ [`${core}:displayName`]: 'D2' }, { displayName: 'D2' }],
    [
      { [core]: { displayName: 'D2', 'name.givenName': 'G' } },
      { displayName: 'D2', name: { formatted: 'Ms. jane', familyName: 'Family', givenName: 'G' } },
    ],
    [{ 'emails[type eq "work"].value': 'k@x' }, { emails: [{ primary: true, type: 'work', value: 'k@x' }] }],
    [
      { 'phoneNumbers[type eq "mobile"].value': '0171' },
      {
        phoneNumbers: [
          { type: 'work', value: '+49 (0)30 00-1' },
          { type: 'mobile', value: '0171' },
        ],
      },
    ],
    [
      { 'addresses[type eq "work"].postalCode': '01067', 'addresses[type eq "work"].locality': 'Dresden' },
      {
        addresses: [
          { type: 'work', streetAddress: '1 Main Street', postalCode: '01067', locality: 'Dresden' },
        ],
      },
    ],
    [{ displayName: 'D2', id: 'ID', schemas: [core], meta: { version: 'x' } }, { displayName: 'D2' }],
  ])('%j', async (value, expected) => {
    const sent = 'id' in value ? { ...value, id } : value;
    const body = await patched({ op, value: sent });
    for (const [name, part] of Object.entries(expected)) expect(body[name]).toEqual(part);
    // Nothing else has changed.
    const before = person('jane');
    for (const name of ['externalId', 'userName', 'title', 'active'])
      expect(body[name]).toEqual(before[name]);
    expect(await patched({ op, value: sent })).toEqual(body);
  });
});

test('the dialects mix in one request and on one day', async () => {
  const body = await patched(
    { op: 'Replace', path: 'active', value: 'False' },
    { op: 'replace', value: { title: 'T2', active: true } },
    { op: 'Add', path: `${uniflow}:localUsername`, value: '007' },
  );
  expect(body).toMatchObject({ active: true, title: 'T2', [uniflow]: { localUsername: '007' } });
});

test('null in the value object clears', async () => {
  const body = await patched({
    op: 'replace',
    value: { title: null, 'name.formatted': '', [uniflow]: { localUsername: null } },
  });
  expect(body).not.toHaveProperty('title');
  expect(body.name).toEqual({ familyName: 'Family', givenName: 'Given' });
  expect(body[uniflow]).toEqual({ cardNumber: '00jane' });
});

test('Operations: [] changes nothing and is 200', async () => {
  const before = await client.send('GET', `/Users/${id}`);
  expect(await patched()).toEqual(before.body);
});

describe('a PATCH that is wrong leaves everything as it was', () => {
  const good = { op: 'replace', path: 'displayName', value: 'must not be seen' };
  test.each<[unknown, string, RegExp]>([
    [[{ op: 'replace', path: 'unheardOf', value: 1 }], 'invalidPath', /unheardOf/],
    [[{ op: 'replace', value: { unheardOf: 1 } }], 'invalidPath', /unheardOf/],
    [[{ op: 'replace', value: { [`${uniflow}:unheardOf`]: 1 } }], 'invalidPath', /unheardOf/],
    [[{ op: 'replace', path: 'urn:example:2.0:Other:thing', value: 1 }], 'invalidPath', /urn:example/],
    [[{ op: 'replace', path: 'emails[type eq "work"', value: 'x' }], 'invalidPath', /position/],
    [[{ op: 'replace', path: 'emails[typo eq "work"].value', value: 'x' }], 'invalidFilter', /typo/],
    [[{ op: 'replace', path: 'emails[type ne "work"].value', value: 'x' }], 'noTarget', /emails/],
    [[{ op: 'remove' }], 'noTarget', /path/],
    [[{ op: 'replace', path: 'title' }], 'invalidValue', /value/],
    [[{ op: 'add', value: 'text' }], 'invalidValue', /object/],
    [[{ op: 'destroy', path: 'title' }], 'invalidSyntax', /op/],
    [[{ path: 'title', value: 'x' }], 'invalidSyntax', /op/],
    [['text'], 'invalidSyntax', /object/],
    [[{ op: 'replace', path: 7, value: 'x' }], 'invalidPath', /path/],
    [[{ op: 'replace', path: 'id', value: 'mine' }], 'mutability', /id/],
    [[{ op: 'replace', path: 'groups', value: [{ value: 'g' }] }], 'mutability', /groups/],
    [[{ op: 'remove', path: 'userName' }], 'mutability', /userName/],
    [[{ op: 'remove', path: 'externalId' }], 'mutability', /externalId/],
    [[{ op: 'remove', path: 'active' }], 'mutability', /active/],
    [[{ op: 'replace', path: 'userName', value: '' }], 'invalidValue', /userName/],
    [[{ op: 'replace', path: 'active', value: 'maybe' }], 'invalidValue', /active/],
    [[{ op: 'replace', path: `${uniflow}:cardNumber`, value: 123 }], 'invalidValue', /cardNumber/],
    [[{ op: 'replace', path: `${uniflow}:pin`, value: '12' }], 'invalidValue', /pin/],
    [
      [
        {
          op: 'add',
          path: 'emails',
          value: [
            { value: 'a', primary: true },
            { value: 'b', primary: true },
          ],
        },
      ],
      'invalidValue',
      /emails/,
    ],
    ['none', 'invalidSyntax', /Operations/],
    [undefined, 'invalidSyntax', /Operations/],
  ])('%j: %s', async (operations, scimType, detail) => {
    const before = await client.send('GET', `/Users/${id}`);
    const all = Array.isArray(operations) ? [good, ...(operations as Body[])] : operations;
    const reply = await client.send('PATCH', `/Users/${id}`, { Operations: all });
    expect(reply.body.scimType).toBe(scimType);
    expect(reply.body.detail).toMatch(detail);
    expect(reply.status).toBe(400);
    expect((await client.send('GET', `/Users/${id}`)).body).toEqual(before.body);
  });

  test('more than 200 operations are 413', async () => {
    const at = Array.from({ length: 200 }, (_, i) => ({ op: 'replace', path: 'title', value: `T${i}` }));
    expect(await patched(...at)).toMatchObject({ title: 'T199' });
    const reply = await client.send('PATCH', `/Users/${id}`, patch(...at, ...at));
    expect(reply.status).toBe(413);
    expect(reply.body.detail).toContain('200');
    expect(reply.body).not.toHaveProperty('scimType');
  });
});
