import { describe, expect, test } from 'vitest';
import { core, enterprise, listUrn, uniflow } from '../support/people.ts';
import { useTenant } from '../support/useTenant.ts';

const tenant = await useTenant();
const { client } = tenant;

interface Attribute {
  name: string;
  subAttributes?: Attribute[];
  [characteristic: string]: unknown;
}

async function attributes(urn: string, of = client): Promise<Map<string, Attribute>> {
  const { status, body } = await of.send('GET', `/Schemas/${urn}`);
  expect(status).toBe(200);
  return new Map((body.attributes as Attribute[]).map((attribute) => [attribute.name, attribute]));
}

test('ServiceProviderConfig says what there is, with the members of the RFCs and no others', async () => {
  const { status, headers, body } = await client.send('GET', '/ServiceProviderConfig');
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('application/scim+json');
  const location = `${tenant.tenantUrl}/ServiceProviderConfig`;
  expect([headers.get('location'), headers.get('content-location')]).toEqual([location, location]);
  const defined = {
    schemas: [],
    documentationUri: [],
    patch: ['supported'],
    bulk: ['supported', 'maxOperations', 'maxPayloadSize'],
    filter: ['supported', 'maxResults'],
    changePassword: ['supported'],
    sort: ['supported'],
    etag: ['supported'],
    pagination: [
      'cursor',
      'index',
      'defaultPaginationMethod',
      'defaultPageSize',
      'maxPageSize',
      'cursorTimeout',
    ],
    authenticationSchemes: [],
    meta: ['resourceType', 'location'],
  };
  for (const [name, value] of Object.entries(body as Record<string, object>)) {
    expect(Object.keys(defined)).toContain(name);
    const members = defined[name as keyof typeof defined];
    if (members.length > 0) for (const part of Object.keys(value)) expect(members).toContain(part);
  }
  expect(body).toMatchObject({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
    patch: { supported: true },
    filter: { supported: true, maxResults: 1000 },
    bulk: { maxPayloadSize: 1_048_576 },
    changePassword: { supported: false },
    etag: { supported: true },
    pagination: { index: true, defaultPaginationMethod: 'index', defaultPageSize: 100, maxPageSize: 1000 },
    meta: { resourceType: 'ServiceProviderConfig', location },
  });
  const schemes = body.authenticationSchemes as Record<string, unknown>[];
  expect(schemes.map(({ type }) => type)).toContain('oauthbearertoken');
  for (const scheme of schemes) {
    expect(['type', 'name', 'description', 'specUri', 'documentationUri', 'primary']).toEqual(
      expect.arrayContaining(Object.keys(scheme)),
    );
  }
});

test('ResourceTypes: User, with both extensions, and Group', async () => {
  const list = await client.send('GET', '/ResourceTypes');
  const one = await client.send('GET', '/ResourceTypes/User');
  expect(list.body).toEqual({
    schemas: [listUrn],
    totalResults: 2,
    startIndex: 1,
    itemsPerPage: 2,
    Resources: [one.body, (await client.send('GET', '/ResourceTypes/Group')).body],
  });
  expect(one.body).toEqual({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
    id: 'User',
    name: 'User',
    endpoint: '/Users',
    description: expect.any(String) as unknown,
    schema: core,
    schemaExtensions: [
      { schema: enterprise, required: false },
      { schema: uniflow, required: false },
    ],
    meta: { resourceType: 'ResourceType', location: `${tenant.tenantUrl}/ResourceTypes/User` },
  });
  expect(one.headers.get('location')).toBe(one.body.meta.location);
});

describe('Schemas', () => {
  test('the list holds what each URN answers, and the URN matches without case', async () => {
    const { body } = await client.send('GET', '/Schemas');
    expect(body.schemas).toEqual([listUrn]);
    expect([body.totalResults, body.itemsPerPage, body.startIndex]).toEqual([4, 4, 1]);
    const schemas = body.Resources as { id: string; meta: unknown; schemas: unknown }[];
    expect(schemas.map(({ id }) => id)).toEqual([
      core,
      enterprise,
      uniflow,
      'urn:ietf:params:scim:schemas:core:2.0:Group',
    ]);
    for (const schema of schemas) {
      for (const id of [schema.id, schema.id.toUpperCase(), encodeURIComponent(schema.id), `${schema.id}/`])
        expect((await client.send('GET', `/Schemas/${id}`)).body).toEqual(schema);
      expect(schema.schemas).toEqual(['urn:ietf:params:scim:schemas:core:2.0:Schema']);
      expect(schema.meta).toEqual({
        resourceType: 'Schema',
        location: `${tenant.tenantUrl}/Schemas/${schema.id}`,
      });
    }
  });

  test('the core User is that of RFC 7643, whole', async () => {
    const table = await attributes(core);
    expect([...table.keys()].toSorted()).toEqual(
      `active addresses displayName emails entitlements externalId groups ims locale name nickName password
       phoneNumbers photos preferredLanguage profileUrl roles timezone title userName userType x509Certificates`.split(
        /\s+/,
      ),
    );
    expect(table.get('userName')).toMatchObject({ required: true, caseExact: false, uniqueness: 'server' });
    expect(table.get('externalId')).toMatchObject({ required: true, caseExact: true, uniqueness: 'server' });
    expect(table.get('active')).toMatchObject({ type: 'boolean', required: false });
    expect(table.get('password')).toMatchObject({ mutability: 'writeOnly', returned: 'never' });
    expect(table.get('groups')).toMatchObject({ mutability: 'readOnly', multiValued: true });
    expect(
      table
        .get('name')
        ?.subAttributes?.map(({ name }) => name)
        .toSorted(),
    ).toEqual('familyName formatted givenName honorificPrefix honorificSuffix middleName'.split(' '));
    expect(
      table
        .get('addresses')
        ?.subAttributes?.map(({ name }) => name)
        .toSorted(),
    ).toEqual('country formatted locality postalCode primary region streetAddress type'.split(' '));
  });

  test('the enterprise User is whole', async () => {
    const table = await attributes(enterprise);
    expect([...table.keys()].toSorted()).toEqual(
      'costCenter department division employeeNumber manager organization'.split(' '),
    );
    const manager = table.get('manager')?.subAttributes ?? [];
    expect(manager.map(({ name, mutability }) => [name, mutability]).toSorted()).toEqual([
      ['$ref', 'readWrite'],
      ['displayName', 'readOnly'],
      ['value', 'readWrite'],
    ]);
  });

  test('uniFLOW: four strings, of which two are secrets', async () => {
    const table = await attributes(uniflow);
    const secret = { type: 'string', multiValued: false, mutability: 'writeOnly', returned: 'never' };
    const open = { type: 'string', multiValued: false, mutability: 'readWrite', returned: 'default' };
    expect(Object.fromEntries(table)).toEqual({
      cardNumber: expect.objectContaining({ ...open, caseExact: true, uniqueness: 'server' }) as unknown,
      localUsername: expect.objectContaining({ ...open, uniqueness: 'none' }) as unknown,
      pin: expect.objectContaining({ ...secret, uniqueness: 'none' }) as unknown,
      cardRegistrationCode: expect.objectContaining({ ...secret, uniqueness: 'none' }) as unknown,
    });
  });

  test('every attribute has the members of RFC 7643 §7 and no others', async () => {
    const known = `name type multiValued description required caseExact mutability returned uniqueness
      canonicalValues referenceTypes subAttributes`.split(/\s+/);
    const check = (attribute: Attribute): void => {
      expect(known).toEqual(expect.arrayContaining(Object.keys(attribute)));
      const always = ['name', 'type', 'multiValued', 'description', 'required', 'mutability', 'returned'];
      expect(Object.keys(attribute)).toEqual(expect.arrayContaining(always));
      attribute.subAttributes?.forEach(check);
    };
    for (const urn of [core, enterprise, uniflow])
      for (const row of (await attributes(urn)).values()) check(row);
  });

  test('a tenant whose users need no externalId is told so', async () => {
    const { client: optional } = await tenant.another({ externalIdRequired: false });
    const table = await attributes(core, optional);
    expect(table.get('externalId')).toMatchObject({ required: false });
    expect(table.get('userName')).toMatchObject({ required: true });
    expect((await attributes(core)).get('externalId')).toMatchObject({ required: true });
  });
});

test.each([
  '/ServiceProviderConfig',
  '/ResourceTypes',
  '/ResourceTypes/User',
  '/Schemas',
  `/Schemas/${core}`,
])('%s: a filter is 403, everything else in the query is ignored', async (path) => {
  const plain = await client.send('GET', path);
  const query = 'startIndex=7&count=0&attributes=id&excludedAttributes=id&sortBy=id&cursor&aadOptscim062020';
  for (const same of [`${path}?${query}`, `${path}/?${query}`])
    expect((await client.send('GET', same)).body).toEqual(plain.body);
  for (const filter of ['id+eq+%22User%22', 'nonsense']) {
    const { status, headers, body } = await client.send('GET', `${path}?filter=${filter}`);
    expect([status, body.status]).toEqual([403, '403']);
    expect(headers.get('content-type')).toBe('application/scim+json');
  }
});
