import { describe, expect, test } from 'vitest';
import { schemaDocuments } from '../generated/schemas.ts';
import type { SchemaDocument } from '../shared/scim/schema/document.ts';
import {
  badge,
  badgeUser,
  core,
  enterprise,
  extension,
  property,
  uniflow,
  userTypeWith,
} from '../test/support/types.ts';
import { buildResourceTypes } from './attributeTable.ts';

describe('buildResourceTypes', () => {
  test('makes names optional for a tenant, at the top level only', () => {
    const lenient = userTypeWith(
      [extension(badge, { externalId: property('string') }, ['externalId'])],
      new Set(['externalId']),
    );
    expect(lenient.byName.get('externalid')?.required).toBe(false);
    expect(lenient.byName.get('username')?.required).toBe(true);
    expect(lenient.byName.get(badge.toLowerCase())?.byName.get('externalid')?.required).toBe(true);
  });

  test('makes an extension a complex attribute that has its URN for a name', () => {
    expect(badgeUser.extensions.map(({ name }) => name)).toEqual([enterprise, uniflow, badge]);
    expect(badgeUser.byName.get(badge.toLowerCase())).toMatchObject({
      name: badge,
      type: 'complex',
      multiValued: false,
      extension: true,
      required: false,
    });
  });

  test('orders URNs by length, the longest first', () => {
    const type = userTypeWith([extension(`${core}X`, {}), extension('urn:x', {})]);
    const lengths = type.schemaUrns.map(({ length }) => length);
    expect(lengths).toEqual(lengths.toSorted((left, right) => right - left));
    expect(type.schemaUrns).toContain(core);
    expect(type.schemaUrns).toHaveLength(5);
  });

  test('makes each core schema a resource type with its own extensions', () => {
    const device: SchemaDocument = {
      ...extension('urn:example:Device', { model: property('string') }),
      scimRole: 'core',
      resourceType: { id: 'Device', name: 'Device', endpoint: '/Devices', description: 'A device.' },
    };
    const { extends: _extends, ...founding } = device;
    const types = buildResourceTypes([
      ...schemaDocuments,
      founding,
      { ...extension('urn:x', {}), extends: 'Device' },
    ]);
    expect(types.map(({ id }) => id).toSorted()).toEqual(['Device', 'Group', 'User']);
    const [made] = types.filter(({ id }) => id === 'Device');
    expect(made?.attributes.map(({ name }) => name)).toEqual(['schemas', 'id', 'meta', 'model', 'urn:x']);
    expect(made).toMatchObject({ endpoint: '/Devices', schema: 'urn:example:Device' });
  });
});
