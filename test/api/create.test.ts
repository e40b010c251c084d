import { describe, expect, test } from 'vitest';
import { core, enterprise, filterQuery, person, uniflow, type Body } from '../support/people.ts';
import { useTenant } from '../support/useTenant.ts';

const tenant = await useTenant();
const { client } = tenant;

/** POSTs and gives back what GET then says, without what the service adds. */
async function stored(body: Body): Promise<Record<string, unknown>> {
  const created = await client.send('POST', '/Users', body);
  expect(created.text).not.toContain('scimType');
  expect(created.status).toBe(201);
  const { id } = created.body as { id: string };
  const read = await client.send('GET', `/Users/${id}`);
  expect(read.body).toEqual(created.body);
  const { id: readId, schemas, meta, ...attributes } = read.body as Record<string, unknown>;
  expect([readId, Array.isArray(schemas), typeof meta]).toEqual([id, true, 'object']);
  return attributes;
}

test("Entra's create: 201 with the whole resource, id, meta and Location", async () => {
  const { status, headers, body } = await client.send('POST', '/Users', person('Zoë'));
  expect(status).toBe(201);
  expect(body.id).toMatch(/^[0-9a-f-]{36}$/);
  expect(body).toEqual({
    schemas: [core, enterprise, uniflow],
    id: body.id,
    externalId: 'ext-Zoë',
    userName: 'Zoë@example.com',
    active: true,
    displayName: 'Person Zoë',
    title: 'Engineer',
    emails: [{ primary: true, type: 'work', value: 'Zoë@mail.example.com' }],
    addresses: [{ type: 'work', streetAddress: '1 Main Street' }],
    phoneNumbers: [{ type: 'work', value: '+49 (0)30 00-1' }],
    name: { formatted: 'Ms. Zoë', familyName: 'Family', givenName: 'Given' },
    [enterprise]: { department: 'Print' },
    [uniflow]: { cardNumber: '00Zoë', localUsername: 'Zoë' },
    meta: {
      resourceType: 'User',
      created: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as unknown,
      lastModified: body.meta.created,
      location: `${tenant.tenantUrl}/Users/${body.id}`,
      version: expect.stringMatching(/^W\/".+"$/) as unknown,
    },
  });
  expect(headers.get('location')).toBe(body.meta.location);
  expect(headers.get('content-location')).toBe(body.meta.location);
  expect(headers.get('etag')).toBe(body.meta.version);
  expect(headers.get('content-type')).toBe('application/scim+json');
});

describe('schemas are what the service finds, never a reason to refuse', () => {
  test.each([
    ['the extension is not listed', [core], [core, enterprise, uniflow]],
    [
      'unknown URIs',
      ['urn:unknown:thing', 'http://schemas.microsoft.com/2006/11/User'],
      [core, enterprise, uniflow],
    ],
    ['none', [], [core, enterprise, uniflow]],
    ['null', null, [core, enterprise, uniflow]],
    ['a word', 'User', [core, enterprise, uniflow]],
  ])('%s', async (key, schemas, expected) => {
    const { status, body } = await client.send(
      'POST',
      '/Users',
      person(key.replaceAll(' ', '-'), { schemas }),
    );
    expect(status).toBe(201);
    expect(body.schemas).toEqual(expected);
  });

  test('the enterprise schema is listed without an enterprise object', async () => {
    const body = person('plain', { [enterprise]: undefined, [uniflow]: undefined });
    const reply = await client.send('POST', '/Users', body);
    expect(reply.status).toBe(201);
    expect(reply.body.schemas).toEqual([core]);
    expect(reply.body).not.toHaveProperty([enterprise]);
  });
});

describe('null, "" and [] are absent', () => {
  test.each([[null], [''], [[]]])('%j', async (nothing) => {
    const key = `absent-${JSON.stringify(nothing)}`;
    const attributes = await stored({
      externalId: key,
      userName: key,
      active: null,
      displayName: nothing,
      title: nothing,
      preferredLanguage: nothing,
      profileUrl: nothing,
      emails: nothing,
      addresses: nothing,
      phoneNumbers: nothing,
      roles: nothing,
      groups: nothing,
      name: nothing === null ? null : { givenName: nothing, familyName: nothing, formatted: nothing },
      department: nothing,
      manager: nothing,
      [enterprise]: { employeeNumber: nothing, manager: nothing },
      [uniflow]: { cardNumber: nothing, pin: nothing, cardRegistrationCode: nothing, localUsername: nothing },
    });
    expect(attributes).toEqual({ externalId: key, userName: key, active: true });
    expect((await client.send('GET', `/Users?${filterQuery('displayName pr')}`)).text).not.toContain(key);
  });

  test('an element or a complex value of nothing but nothing', async () => {
    const attributes = await stored({
      externalId: 'empty-parts',
      userName: 'empty-parts',
      name: {},
      emails: [
        { type: 'work', primary: true, value: '' },
        null,
        {},
        { type: 'home', value: 'kept@example.com' },
      ],
      phoneNumbers: [{ type: 'work', value: null }],
      [enterprise]: {},
      [uniflow]: null,
    });
    expect(attributes).toEqual({
      externalId: 'empty-parts',
      userName: 'empty-parts',
      active: true,
      emails: [{ type: 'home', value: 'kept@example.com' }],
    });
  });
});

test('older forms have department and manager at the top level', async () => {
  const nulls = await stored(person('older', { department: null, manager: null }));
  expect(nulls[enterprise]).toEqual({ department: 'Print' });
  const values = await stored(
    person('older2', {
      [enterprise]: undefined,
      department: 'Sales',
      manager: 'boss-id',
      employeeNumber: '007',
    }),
  );
  expect(values).not.toHaveProperty('department');
  expect(values[enterprise]).toEqual({
    department: 'Sales',
    manager: { value: 'boss-id' },
    employeeNumber: '007',
  });
});

test('booleans may be text: active, primary', async () => {
  const attributes = await stored(
    person('texts', {
      active: 'False',
      roles: [
        { primary: 'True', value: 'Admin' },
        { primary: 'false', value: '{"id":"1","value":"User","displayName":"User"}' },
      ],
      emails: [{ primary: 'true', type: 'work', value: 'texts@example.com' }],
    }),
  );
  expect(attributes.active).toBe(false);
  expect(attributes.roles).toEqual([
    { primary: true, value: 'Admin' },
    { primary: false, value: '{"id":"1","value":"User","displayName":"User"}' },
  ]);
  expect(attributes.emails).toEqual([{ primary: true, type: 'work', value: 'texts@example.com' }]);
});

test('names and URNs match without case; what is unknown or read-only is ignored', async () => {
  const attributes = await stored({
    EXTERNALID: 'cases',
    username: 'cases',
    Name: { GIVENNAME: 'G' },
    EMAILS: [{ TYPE: 'work', Value: 'cases@example.com', unheardOf: 1 }],
    [enterprise.toUpperCase()]: { DEPARTMENT: 'D', unheardOf: true },
    [uniflow.toLowerCase()]: { cardnumber: '0009', PIN: '0042' },
    'urn:example:2.0:Other': { thing: 1 },
    unheardOf: { deep: [1] },
    id: 'mine',
    meta: { version: 'mine', created: 'never' },
    groups: [{ value: 'g' }],
  });
  expect(attributes).toEqual({
    externalId: 'cases',
    userName: 'cases',
    active: true,
    name: { givenName: 'G' },
    emails: [{ type: 'work', value: 'cases@example.com' }],
    [enterprise]: { department: 'D' },
    [uniflow]: { cardNumber: '0009' },
  });
});

test.each([
  'application/scim+json; charset=utf-8',
  'application/json',
  'application/json; charset=utf-8',
  'text/plain',
])('a body that comes as %s is read', async (type) => {
  const body = person(`type-${type.replaceAll(/\W/g, '')}`);
  expect((await client.send('POST', '/Users', body, { 'content-type': type })).status).toBe(201);
});

test('a repeated identical POST is a clean 409 that leaves the first result intact', async () => {
  const first = await client.send('POST', '/Users', person('again'));
  const second = await client.send('POST', '/Users', person('again'));
  expect([first.status, second.status]).toEqual([201, 409]);
  expect(second.body.scimType).toBe('uniqueness');
  expect((await client.send('GET', `/Users/${first.body.id}`)).body).toEqual(first.body);
});

test.each(['externalId', 'userName'])('%s is required: 400 that names it', async (name) => {
  for (const nothing of [undefined, null, '']) {
    const { status, body } = await client.send('POST', '/Users', person('nameless', { [name]: nothing }));
    expect(status).toBe(400);
    expect(body.scimType).toBe('invalidValue');
    expect(body.detail).toContain(name);
  }
});
