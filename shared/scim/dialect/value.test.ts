import { describe, expect, test } from 'vitest';
import { canonicalElement, canonicalValue, prune } from './value.ts';
import { booleanFromText, parseJson, type JsonValue } from '../json.ts';
import { lastAttribute, resolveName } from '../path.ts';
import type { Attribute } from '../schema/attributes.ts';
import { expectRefusal } from '../../../test/support/errors.ts';
import { deepFreeze } from '../../../test/support/freeze.ts';
import { badge, badgeUser, enterprise } from '../../../test/support/types.ts';

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
