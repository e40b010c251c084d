import { describe, expect, test } from 'vitest';
import {
  canonicalResource,
  canonicalElement,
  canonicalValue,
  patchSchema,
  prune,
  requireSchema,
} from './canonical.ts';
import { parseJson, type JsonObject, booleanFromText, type JsonValue } from '../json.ts';
import { maxSentSize } from '../bounds.ts';
import { expectRefusal, thrownBy } from '../../../test/support/errors.ts';
import { deepFreeze } from '../../../test/support/freeze.ts';
import { badge, badgeUser, core, enterprise, uniflow, user } from '../../../test/support/types.ts';
import { lastAttribute, resolveName } from '../path.ts';
import type { Attribute } from '../schema/attributes.ts';

const canonical = (body: JsonObject) => canonicalResource(badgeUser, deepFreeze(body));

describe('canonicalResource', () => {
  test('reads the create request of Entra', () => {
    const body = {
      schemas: [core, enterprise],
      externalId: 'ext',
      userName: 'ana@contoso.example',
      active: true,
      displayName: null,
      emails: [{ primary: true, type: 'work', value: 'a@x' }],
      meta: { resourceType: 'User' },
      name: { formatted: 'Ana', familyName: 'N', givenName: 'A' },
      roles: [],
      [uniflow]: { cardNumber: '00123', pin: '0042', localUsername: 'ana' },
    };
    const { schemas, meta, displayName, roles, ...kept } = body;
    expect([schemas, meta, displayName, roles]).toHaveLength(4);
    expect(canonical(body)).toEqual({ ...kept, displayName: null, roles: null });
  });

  test.each<[string, JsonObject, JsonObject]>([
    [
      'names without regard to case',
      { USERNAME: 'a', Name: { GIVENname: 'b' } },
      { userName: 'a', name: { givenName: 'b' } },
    ],
    [
      'an extension’s URN without regard to case',
      { [enterprise.toUpperCase()]: { Department: 'a' } },
      { [enterprise]: { department: 'a' } },
    ],
    ['the core URN on a name', { [`${core}:userName`]: 'a' }, { userName: 'a' }],
    [
      'the core URN around attributes',
      { [core]: { userName: 'a', [enterprise]: { department: 'b' } } },
      { userName: 'a', [enterprise]: { department: 'b' } },
    ],
    [
      'a dotted name',
      { 'name.givenName': 'a', name: { familyName: 'b' } },
      { name: { givenName: 'a', familyName: 'b' } },
    ],
    [
      'a full URN for an extension’s attribute',
      { [`${enterprise}:department`]: 'a' },
      { [enterprise]: { department: 'a' } },
    ],
    [
      'an extension’s attributes at the top level',
      { department: 'a', manager: 'b' },
      { [enterprise]: { department: 'a', manager: { value: 'b' } } },
    ],
    [
      'null for an extension’s attributes at the top level',
      { department: null, manager: null },
      { [enterprise]: { department: null, manager: null } },
    ],
    [
      'the same value under two names',
      { department: 'a', [enterprise]: { department: 'a' } },
      { [enterprise]: { department: 'a' } },
    ],
    [
      'null under one name and a value under another',
      { department: null, [enterprise]: { department: 'a' } },
      { [enterprise]: { department: 'a' } },
    ],
    [
      'a value under one name and null under another',
      { department: 'a', [enterprise]: { department: null } },
      { [enterprise]: { department: 'a' } },
    ],
    [
      'an extension at both places',
      { department: 'a', [enterprise]: { division: 'b' } },
      { [enterprise]: { department: 'a', division: 'b' } },
    ],
    [
      'a made-up extension',
      { [badge]: { LEVEL: 5, valid: 'True', tags: 'a', nope: 1 } },
      { [badge]: { level: 5, valid: true, tags: ['a'] } },
    ],
    ['nothing', {}, {}],
  ])('reads %s', (_what, body, expected) => {
    expect(canonical(body)).toEqual(expected);
  });

  test.each<[string, JsonObject]>([
    ['an unknown attribute', { nope: 1 }],
    ['an unknown extension', { 'urn:nobody:knows:2.0:User': { a: 1 } }],
    ['an unknown attribute of an extension', { [`${enterprise}:nope`]: 1 }],
    ['what is read-only', { id: 'x', meta: { version: 'x' }, schemas: ['x'], groups: [{ value: 'x' }] }],
    ['what is read-only, in other case', { ID: 'x', META: {} }],
    ['what is read-only in an extension', { issuer: 'x', [`${badge}:issuer`]: 'x' }],
    ['schemas that nobody knows', { schemas: ['urn:nobody:knows'] }],
  ])('ignores %s', (_what, ignored) => {
    expect(canonical({ userName: 'a', ...ignored })).toEqual({ userName: 'a' });
  });

  test('ignores an extension that the type does not have', () => {
    expect(canonicalResource(user, { userName: 'a', [badge]: { level: 5 } })).toEqual({ userName: 'a' });
  });

  test.each<[string, JsonObject, string]>([
    ['a name in two cases', { userName: 'a', USERNAME: 'b' }, 'userName'],
    ['a name with and without URN', { userName: 'a', [`${core}:userName`]: 'b' }, 'userName'],
    [
      'an extension’s attribute at two places',
      { department: 'a', [enterprise]: { department: 'b' } },
      'department',
    ],
    ['a part in two ways', { 'name.givenName': 'a', name: { givenName: 'b' } }, 'name.givenName'],
  ])('refuses %s with two values', (_what, body, path) => {
    expectRefusal(() => canonical(body), 'invalidSyntax', `${path} is given twice`);
  });

  test('never touches what all objects share', () => {
    const body = parseJson(
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"name":{"__proto__":{"polluted":1}},' +
        '"emails":[{"__proto__":{"polluted":1},"value":"a"}],"userName":"a"}',
    );
    const resource = canonical(body as JsonObject);
    expect(resource).toEqual({ userName: 'a', name: {}, emails: [{ value: 'a' }] });
    expect('polluted' in {}).toBe(false);
    expect('polluted' in resource).toBe(false);
  });

  test('makes nothing of attributes that no user could hold, and counts only those that are known', () => {
    const emails = Array.from({ length: 4_900 }, (_, i) => ({ value: `${i}@${'x'.repeat(50)}` }));
    const error = thrownBy(() => canonical({ userName: 'a', emails }));
    expect([error.status, error.message]).toEqual([413, expect.stringContaining(String(maxSentSize))]);
    expect(canonical({ userName: 'a', unknown: emails })).toEqual({ userName: 'a' });
  });
});

function attribute(name: string): Attribute {
  const path = resolveName(badgeUser, name);
  if (path === undefined) throw new Error(`There is no ${name}.`);
  return lastAttribute(path);
}

describe('booleanFromText', () => {
  test.each([
    ['True', true],
    ['False', false],
    ['true', true],
    ['false', false],
    ['yes', undefined],
    ['1', undefined],
    ['', undefined],
    [' true', undefined],
  ])('%j', (text, value) => {
    expect(booleanFromText(text)).toBe(value);
  });
});

const role = '{"id":"1","value":"Admin","displayName":"Admin"}';

describe('canonicalValue', () => {
  test.each<[string, JsonValue, JsonValue]>([
    // Unassigned.
    ['title', null, null],
    ['title', '', null],
    ['title', [], null],
    ['active', null, null],
    ['active', '', null],
    ['emails', null, null],
    ['emails', [], null],
    ['emails', '', null],
    ['emails', [null, '', {}], null],
    ['emails', [{ value: '' }], null],
    ['emails', [{ type: 'work', value: null }], null],
    ['manager', '', null],
    ['manager', [], null],
    ['manager', { value: '' }, null],
    ['manager', [{ value: null, $ref: 'x' }], null],
    ['level', null, null],
    // As it came.
    ['title', ' 00123 ', ' 00123 '],
    ['title', 5, 5],
    ['level', '5', '5'],
    ['level', 5, 5],
    ['userName', ['a', 'b'], ['a', 'b']],
    // A list of one, and an object that says nothing but its value, where one simple value is meant.
    ['displayName', ['a'], 'a'],
    ['displayName', [''], null],
    ['department', [{ $ref: null, value: 'Engineering' }], 'Engineering'],
    ['department', { value: 'Engineering', display: null, TYPE: null }, 'Engineering'],
    ['department', { value: '' }, null],
    ['active', [{ $ref: null, value: 'False' }], false],
    ['name', { givenName: ['A'] }, { givenName: 'A' }],
    ['tags', [{ value: 'a' }], ['a']],
    ['department', { value: 'a', $ref: 'x' }, { value: 'a', $ref: 'x' }],
    ['department', { value: 'a', id: null }, { value: 'a', id: null }],
    ['department', { display: null }, { display: null }],
    ['department', [['a']], ['a']],
    ['roles', [{ value: role }], [{ value: role }]],
    // Booleans.
    ['active', 'True', true],
    ['active', 'False', false],
    ['active', 'false', false],
    ['active', false, false],
    ['active', 'yes', 'yes'],
    ['active', 0, 0],
    ['roles', [{ value: 'Admin', primary: 'True' }], [{ value: 'Admin', primary: true }]],
    ['title', 'True', 'True'],
    // Names without regard to case; what is unknown or read-only is ignored.
    ['name', { GIVENNAME: 'A', familyname: 'B', nope: 1 }, { givenName: 'A', familyName: 'B' }],
    ['emails', [{ VALUE: 'a', Type: 'work' }], [{ value: 'a', type: 'work' }]],
    ['manager', { value: '1', displayName: 'Boss', $REF: 'x' }, { value: '1', $ref: 'x' }],
    [enterprise, { DEPARTMENT: 'A', nope: 1, manager: 'b' }, { department: 'A', manager: { value: 'b' } }],
    // One element outside of a list, one value inside of one, a bare string for a complex value.
    ['emails', { value: 'a' }, [{ value: 'a' }]],
    ['emails', 'a', [{ value: 'a' }]],
    ['emails', ['a', { value: 'b' }], [{ value: 'a' }, { value: 'b' }]],
    ['tags', 'a', ['a']],
    ['tags', ['a', '', null, 'b'], ['a', 'b']],
    ['manager', 'id-1', { value: 'id-1' }],
    // An object as JSON text is no address and no id, but may be a role.
    ['roles', role, [{ value: role }]],
    ['entitlements', [role], [{ value: role }]],
    ['emails', '{"value":"a"}', ['{"value":"a"}']],
    ['phoneNumbers', ['{"value":"a"}'], ['{"value":"a"}']],
    ['manager', '{"value":"a"}', '{"value":"a"}'],
    ['emails', '{a}', [{ value: '{a}' }]],
    ['manager', [{ value: 'id-1', $ref: 'x' }], { value: 'id-1', $ref: 'x' }],
    ['manager', ['id-1'], { value: 'id-1' }],
    ['manager', ['a', 'b'], ['a', 'b']],
    ['name', 'Ana', 'Ana'],
    ['addresses', ['x'], ['x']],
    ['emails', [5], [5]],
    // Parts that are unassigned.
    ['emails', [{ value: 'a', display: '', type: null }], [{ value: 'a' }]],
    ['name', { givenName: '', familyName: 'B' }, { givenName: null, familyName: 'B' }],
  ])('%s: %j → %j', (name, raw, expected) => {
    expect(canonicalValue(attribute(name), deepFreeze(raw))).toEqual(expected);
  });

  test('keeps the rest of an extension that has an unassigned attribute "value"', () => {
    expect(canonicalValue(attribute(badge), { value: null, owner: 'A' })).toEqual({
      value: null,
      owner: 'A',
    });
    expect(canonicalValue(attribute(badge), 'text')).toBe('text');
  });

  test('refuses a name that is given twice', () => {
    expectRefusal(
      () => canonicalValue(attribute('name'), { givenName: 'A', GivenName: 'B' }),
      'invalidSyntax',
      'name.givenName is given twice',
    );
  });

  test('ignores names that objects have by birth', () => {
    const raw = parseJson(
      '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"givenName":"A"}',
    );
    const value = canonicalValue(attribute('name'), raw);
    expect(value).toEqual({ givenName: 'A' });
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect('polluted' in {}).toBe(false);
  });
});

describe('canonicalElement', () => {
  test.each<[string, JsonValue, JsonValue]>([
    ['emails', 'a', { value: 'a' }],
    ['emails', { VALUE: 'a', primary: 'True' }, { value: 'a', primary: true }],
    ['emails', { value: '' }, null],
    ['emails', '', null],
    ['tags', 'a', 'a'],
  ])('%s: %j → %j', (name, raw, expected) => {
    expect(canonicalElement(attribute(name), raw)).toEqual(expected);
  });
});

describe('prune', () => {
  test.each<[JsonValue, JsonValue]>([
    [null, null],
    [{}, null],
    [{ a: null }, null],
    [{ a: { b: null } }, null],
    [{ a: { b: null }, c: 1 }, { c: 1 }],
    [
      { a: '', b: false, c: 0, d: [] },
      { a: '', b: false, c: 0, d: [] },
    ],
    ['x', 'x'],
    [[null], [null]],
  ])('%j → %j', (value, expected) => {
    expect(prune(deepFreeze(value))).toEqual(expected);
  });
});

describe('a body', () => {
  const group = 'urn:ietf:params:scim:schemas:core:2.0:Group';

  test.each<JsonValue[]>([
    [patchSchema],
    [[patchSchema]],
    [[patchSchema.toUpperCase()]],
    [[group, core, patchSchema, enterprise]],
    [null],
    [[]],
    [[enterprise, 'urn:ietf:params:scim:schemas:extension:acme:2.0:User']],
    [['urn:nobody:knows', 'urn:scim:schemas:core:1.0']],
    [[1, null, {}]],
  ])('that names itself, or nothing else, is welcome: %j', (schemas) => {
    requireSchema({ SCHEMAS: schemas }, patchSchema);
    requireSchema({}, patchSchema);
  });

  test.each<JsonValue[]>([
    [[group]],
    [group],
    [[group.toUpperCase()]],
    [['urn:nobody:knows', group]],
    [[`${patchSchema}1`]],
    [[`${group}${'x'.repeat(5_000)}`]],
  ])('that names another one is refused, in a short sentence that names both: %j', (schemas) => {
    const { status, scimType, message } = thrownBy(() => {
      requireSchema({ schemas }, patchSchema);
    });
    expect([status, scimType]).toEqual([400, 'invalidSyntax']);
    expect(message).toContain(patchSchema);
    expect(message.toLowerCase()).toMatch(/core:2\.0:group|patchop1/);
    expect(message.length).toBeLessThan(300);
  });
});
