import { describe, expect, test } from 'vitest';
import { entityTag, locationOf, represent, type StoredResource } from './represent.ts';
import { deepFreeze } from '../../test/support/freeze.ts';
import { badge, badgeUser, core, enterprise, uniflow, user } from '../../test/support/types.ts';

const stored: StoredResource = deepFreeze({
  id: 'id-1',
  version: 'v1',
  created: '2026-01-31T08:00:00.000Z',
  lastModified: '2026-02-01T08:00:00.000Z',
  attributes: {
    [uniflow]: { cardNumber: '007', pin: 'sealed', cardRegistrationCode: 'sealed' },
    [enterprise]: { department: 'Sales' },
    userName: 'ana',
    externalId: 'ext',
    emails: [{ value: 'a@x' }],
  },
});
const baseUrl = 'https://example.net/scim/demo';

describe('represent', () => {
  test('shows the resource with id, schemas and meta, and without its secrets', () => {
    expect(represent(user, stored, baseUrl)).toEqual({
      schemas: [core, enterprise, uniflow],
      id: 'id-1',
      externalId: 'ext',
      userName: 'ana',
      emails: [{ value: 'a@x' }],
      [enterprise]: { department: 'Sales' },
      [uniflow]: { cardNumber: '007' },
      meta: {
        resourceType: 'User',
        created: '2026-01-31T08:00:00.000Z',
        lastModified: '2026-02-01T08:00:00.000Z',
        location: 'https://example.net/scim/demo/Users/id-1',
        version: 'W/"v1"',
      },
    });
  });

  test('lists the extensions that hold values a client can see', () => {
    const schemasOf = (attributes: StoredResource['attributes']) =>
      represent(badgeUser, { ...stored, attributes }, baseUrl).schemas;
    expect(schemasOf({ userName: 'a' })).toEqual([core]);
    expect(schemasOf({ userName: 'a', [uniflow]: { pin: 'sealed' } })).toEqual([core]);
    expect(schemasOf({ userName: 'a', [badge]: { level: 1, code: 'sealed' } })).toEqual([core, badge]);
  });

  test('has neither an extension nor an attribute that holds nothing, whatever a row says', () => {
    const attributes = {
      userName: 'ana',
      [enterprise]: {},
      [uniflow]: { pin: 'sealed' },
      emails: [],
      title: null,
    };
    const { meta, ...shown } = represent(user, { ...stored, attributes }, baseUrl);
    expect(meta).toBeDefined();
    expect(shown).toEqual({ schemas: [core], id: 'id-1', userName: 'ana' });
  });

  test('holds no secret anywhere', () => {
    const attributes = { ...stored.attributes, [badge]: { level: 1, code: 'sealed' } };
    expect(JSON.stringify(represent(badgeUser, { ...stored, attributes }, baseUrl))).not.toContain('sealed');
  });
});

describe('locationOf', () => {
  test('escapes what an id may hold', () => {
    expect(locationOf(user, 'a/b c', baseUrl)).toBe('https://example.net/scim/demo/Users/a%2Fb%20c');
  });
});

describe('entityTag', () => {
  test('is weak', () => {
    expect(entityTag('v1')).toBe('W/"v1"');
  });
});
