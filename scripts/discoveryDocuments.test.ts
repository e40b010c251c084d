import { describe, expect, test } from 'vitest';
import { describeResourceType, describeSchemas } from './discoveryDocuments.ts';
import type { JsonObject } from '../shared/scim/json.ts';
import { badge, badgeUser, core, enterprise, uniflow, user } from '../test/support/types.ts';

const baseUrl = 'https://example.net/scim/demo';

interface Described extends JsonObject {
  readonly name: string;
  readonly subAttributes?: readonly Described[];
  readonly [member: string]: JsonObject[string];
}

function attributesOf(schema: string): readonly Described[] {
  const described = describeSchemas(badgeUser, baseUrl).find(({ id }) => id === schema);
  return described?.attributes as unknown as readonly Described[];
}

function attributeOf(schema: string, ...path: readonly string[]): Described | undefined {
  return path.reduce<Described | undefined>(
    (parent, name) => (parent?.subAttributes ?? []).find((each) => each.name === name),
    { name: schema, subAttributes: attributesOf(schema) } as unknown as Described,
  );
}

describe('describeResourceType', () => {
  test('has the members of RFC 7643 §6 and names every extension', () => {
    expect(describeResourceType(badgeUser, baseUrl)).toEqual({
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
      id: 'User',
      name: 'User',
      endpoint: '/Users',
      description: 'User Account',
      schema: core,
      schemaExtensions: [enterprise, uniflow, badge].map((schema) => ({ schema, required: false })),
      meta: { resourceType: 'ResourceType', location: `${baseUrl}/ResourceTypes/User` },
    });
  });
});

describe('describeSchemas', () => {
  test('describes the core schema and every extension', () => {
    expect(describeSchemas(user, baseUrl).map(({ id }) => id)).toEqual([core, enterprise, uniflow]);
    expect(describeSchemas(badgeUser, baseUrl).map(({ id }) => id)).toEqual([
      core,
      enterprise,
      uniflow,
      badge,
    ]);
    for (const schema of describeSchemas(badgeUser, baseUrl)) {
      expect(Object.keys(schema)).toEqual(['schemas', 'id', 'name', 'description', 'attributes', 'meta']);
      expect(schema.meta).toEqual({ resourceType: 'Schema', location: `${baseUrl}/Schemas/${schema.id}` });
    }
  });

  test('lists every mapped attribute, externalId too, but no other common one', () => {
    const namesIn = (attributes: readonly Described[] = []) =>
      attributes
        .map(({ name }) => name)
        .toSorted()
        .join(' ');
    const parts = (schema: string, name: string) => namesIn(attributeOf(schema, name)?.subAttributes);
    expect(namesIn(attributesOf(core))).toBe(
      'active addresses displayName emails entitlements externalId groups ims locale name nickName password ' +
        'phoneNumbers photos preferredLanguage profileUrl roles timezone title userName userType x509Certificates',
    );
    expect(parts(core, 'name')).toBe(
      'familyName formatted givenName honorificPrefix honorificSuffix middleName',
    );
    expect(parts(core, 'addresses')).toBe(
      'country formatted locality postalCode primary region streetAddress type',
    );
    expect(namesIn(attributesOf(enterprise))).toBe(
      'costCenter department division employeeNumber manager organization',
    );
    expect(parts(enterprise, 'manager')).toBe('$ref displayName value');
    expect(namesIn(attributesOf(uniflow))).toBe('cardNumber cardRegistrationCode localUsername pin');
  });

  test.each<[string, readonly string[], JsonObject]>([
    [core, ['userName'], { type: 'string', required: true, caseExact: false, uniqueness: 'server' }],
    [core, ['externalId'], { type: 'string', required: true, caseExact: true, uniqueness: 'server' }],
    [core, ['active'], { type: 'boolean', required: false }],
    [core, ['groups'], { type: 'complex', multiValued: true, mutability: 'readOnly' }],
    [core, ['groups', '$ref'], { type: 'reference', referenceTypes: ['User', 'Group'] }],
    [core, ['emails', 'type'], { canonicalValues: ['work', 'home', 'other'] }],
    [core, ['password'], { mutability: 'writeOnly', returned: 'never' }],
    [core, ['x509Certificates', 'value'], { type: 'binary', caseExact: true }],
    [enterprise, ['manager', 'displayName'], { mutability: 'readOnly' }],
    [uniflow, ['pin'], { mutability: 'writeOnly', returned: 'never', uniqueness: 'none' }],
    [uniflow, ['cardRegistrationCode'], { mutability: 'writeOnly', returned: 'never', uniqueness: 'none' }],
    [uniflow, ['localUsername'], { mutability: 'readWrite', returned: 'default', uniqueness: 'none' }],
    [uniflow, ['cardNumber'], { uniqueness: 'server', caseExact: true }],
    [badge, ['serial'], { mutability: 'immutable' }],
    [badge, ['owner'], { required: true }],
    [badge, ['hint'], { returned: 'request' }],
    [badge, ['level'], { type: 'integer' }],
    [badge, ['ratio'], { type: 'decimal' }],
    [badge, ['issuedAt'], { type: 'dateTime' }],
    [badge, ['tags'], { type: 'string', multiValued: true }],
    [badge, ['zones', 'rank'], { type: 'integer', multiValued: false }],
  ])('%s %j', (schema, path, expected) => {
    expect(attributeOf(schema, ...path)).toMatchObject(expected);
  });

  test('gives attributes the members of RFC 7643 §7 and no others', () => {
    const known = [
      ...['name', 'type', 'multiValued', 'description', 'required', 'caseExact', 'mutability', 'returned'],
      ...['uniqueness', 'canonicalValues', 'referenceTypes', 'subAttributes'],
    ];
    const check = (attribute: Described): void => {
      expect(known).toEqual(expect.arrayContaining(Object.keys(attribute)));
      expect(attribute.description).not.toBe('');
      const { type, caseExact } = attribute;
      expect([attribute.name, caseExact === undefined]).toEqual([
        attribute.name,
        !['string', 'reference', 'binary'].some((each) => each === type),
      ]);
      expect(attribute.subAttributes === undefined).toBe(type !== 'complex');
      attribute.subAttributes?.forEach(check);
    };
    for (const schema of [core, enterprise, uniflow, badge]) attributesOf(schema).forEach(check);
  });
});
