import { expect, test } from 'vitest';
import { discovery } from '../generated/discovery.js';
import { resourceTypes } from '../generated/resourceTypes.js';
import { schemaDocuments } from '../generated/schemas.ts';
import { withOptional, type Attribute } from '../shared/scim/schema/attributes.ts';
import { buildResourceTypes } from './attributeTable.ts';
import { describeResourceType, describeSchemas } from './discoveryDocuments.ts';
import { located } from '../shared/scim/schema/discovery.ts';

const baseUrl = 'https://example.net/scim/demo';
const built = buildResourceTypes(schemaDocuments);

test('the tables of attributes that were made at build time are those that the schemas declare', () => {
  const bare = (attribute: Attribute): Attribute => {
    const subAttributes = attribute.subAttributes.map(bare);
    const byName = new Map(subAttributes.map((part) => [part.name.toLowerCase(), part]));
    return { ...attribute, documentation: undefined, subAttributes, byName };
  };
  const made = built.map((type) => {
    const attributes = type.attributes.map(bare);
    const byName = new Map(attributes.map((attribute) => [attribute.name.toLowerCase(), attribute]));
    return { ...type, attributes, byName, extensions: attributes.filter(({ extension }) => extension) };
  });
  expect(resourceTypes).toEqual(made);
});

test('a row is the same object wherever it stands: it is compared by identity', () => {
  const check = (attributes: readonly Attribute[], byName: ReadonlyMap<string, Attribute>): void => {
    for (const attribute of attributes) {
      expect(byName.get(attribute.name.toLowerCase())).toBe(attribute);
      check(attribute.subAttributes, attribute.byName);
    }
  };
  for (const type of resourceTypes) {
    check(type.attributes, type.byName);
    for (const extension of type.extensions) expect(type.attributes).toContain(extension);
  }
});

test.each([
  ['externalIdRequired', built],
  ['externalIdOptional', withOptional(built, new Set(['externalId']))],
] as const)('the discovery documents of build time are those of the tables: %s', (variant, types) => {
  const { resourceTypes: described, schemas } = discovery[variant];
  expect(described.map((document) => located(document, baseUrl))).toEqual(
    types.map((type) => describeResourceType(type, baseUrl)),
  );
  expect(schemas.map((document) => located(document, baseUrl))).toEqual(
    types.flatMap((type) => describeSchemas(type, baseUrl)),
  );
});
