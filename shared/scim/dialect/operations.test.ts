import { describe, expect, test } from 'vitest';
import { WorkBudget } from '../bounds.ts';
import type { Operation } from './operations.ts';
import { parseJson, type JsonObject, type JsonValue } from '../json.ts';
import { expectRefusal, thrownBy } from '../../../test/support/errors.ts';
import { deepFreeze } from '../../../test/support/freeze.ts';
import { badge, badgeUser, core, enterprise, uniflow } from '../../../test/support/types.ts';
import { patchOperations } from '../../../test/support/patching.ts';
import { patchTooMuchWork } from '../errors/patch.ts';
import { add, remove, replace } from '../../../test/support/operations.ts';

const patchSchema = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

function read(...operations: JsonValue[]): readonly Operation[] {
  return patchOperations(badgeUser, 'id-1', deepFreeze({ schemas: [patchSchema], Operations: operations }));
}

/** An operation in a form that a table can hold. */
function brief({ op, target, value }: Operation): [string, string, JsonValue] {
  const steps = target.map(
    ({ attribute, filter }) => attribute.name + (filter === undefined ? '' : `[${filter.kind}]`),
  );
  return [op, steps.join(' '), value];
}

const readBrief = (...operations: JsonValue[]) => read(...operations).map(brief);

describe('patchOperations reads the default dialect', () => {
  test.each<[JsonObject, [string, string, JsonValue]]>([
    [{ op: 'Replace', path: 'active', value: 'False' }, ['replace', 'active', false]],
    [{ op: 'Add', path: 'displayName', value: 'A' }, ['add', 'displayName', 'A']],
    [
      { op: 'Replace', path: 'emails[type eq "work"].value', value: 'a@x' },
      ['replace', 'emails[compare] value', 'a@x'],
    ],
    [
      { op: 'Add', path: 'addresses[type eq "work"].streetAddress', value: 'S' },
      ['add', 'addresses[compare] streetAddress', 'S'],
    ],
    [{ op: 'Add', path: `${enterprise}:department`, value: 'D' }, ['add', `${enterprise} department`, 'D']],
    [
      { op: 'Add', path: `${enterprise}:manager`, value: 'm' },
      ['add', `${enterprise} manager`, { value: 'm' }],
    ],
    [
      { op: 'Add', path: 'manager', value: [{ $ref: 'r', value: 'm' }] },
      ['add', `${enterprise} manager`, { $ref: 'r', value: 'm' }],
    ],
    [{ op: 'Add', path: 'manager.value', value: 'm' }, ['add', `${enterprise} manager`, { value: 'm' }]],
    [{ op: 'Replace', path: 'manager', value: '' }, ['replace', `${enterprise} manager`, null]],
    [{ op: 'Replace', path: 'manager', value: { value: '' } }, ['replace', `${enterprise} manager`, null]],
    [{ op: 'Add', path: `${uniflow}:cardNumber`, value: '00123' }, ['add', `${uniflow} cardNumber`, '00123']],
    [
      { op: 'Add', path: 'roles[primary eq "True"].value', value: 'Admin' },
      ['add', 'roles[compare] value', 'Admin'],
    ],
    [
      { op: 'Add', path: 'roles', value: [{ value: '{"id":"1"}' }] },
      ['add', 'roles', [{ value: '{"id":"1"}' }]],
    ],
    [{ op: 'Replace', path: `${core}:userName`, value: 'a' }, ['replace', 'userName', 'a']],
    [
      { op: 'Remove', path: 'emails[type eq "work"].value', value: 'a@x' },
      ['remove', 'emails[compare] value', 'a@x'],
    ],
    [{ op: 'Remove', path: 'emails', value: [{ value: 'a@x' }] }, ['remove', 'emails', [{ value: 'a@x' }]]],
    [{ op: 'Remove', path: 'title' }, ['remove', 'title', null]],
    [{ op: 'Remove', path: 'manager.value', value: 'm' }, ['remove', `${enterprise} manager`, null]],
    [{ OP: 'ADD', PATH: 'TITLE', Value: 'T' }, ['add', 'title', 'T']],
    [add(`${badge}:zones[rank gt 1 and open eq false].note`, 'n'), ['add', `${badge} zones[and] note`, 'n']],
  ])('%j', (operation, expected) => {
    expect(readBrief(operation)).toEqual([expected]);
  });
});

describe('patchOperations reads the aadOptscim062020 dialect', () => {
  test('takes dotted and URN keys apart', () => {
    const value = {
      displayName: 'A',
      'name.givenName': 'G',
      [`${enterprise}:employeeNumber`]: '007',
      [`${uniflow}:pin`]: '0042',
      'emails[type eq "work"].value': 'a@x',
      active: 'True',
    };
    expect(readBrief({ op: 'replace', value })).toEqual([
      ['replace', 'displayName', 'A'],
      ['replace', 'name givenName', 'G'],
      ['replace', `${enterprise} employeeNumber`, '007'],
      ['replace', `${uniflow} pin`, '0042'],
      ['replace', 'emails[compare] value', 'a@x'],
      ['replace', 'active', true],
    ]);
  });

  test.each(['', null])('takes the path %j for none', (path) => {
    expect(readBrief({ op: 'add', path, value: { title: 'T' } })).toEqual([['add', 'title', 'T']]);
  });

  test('takes a bare URN with an object', () => {
    const expected = [
      ['replace', `${uniflow} pin`, '1'],
      ['replace', `${uniflow} localUsername`, null],
    ];
    const value = { PIN: '1', localUsername: '' };
    expect(readBrief({ op: 'replace', value: { [uniflow]: value } })).toEqual(expected);
    expect(readBrief({ op: 'replace', value: { [uniflow.toUpperCase()]: value } })).toEqual(expected);
    expect(readBrief({ op: 'replace', path: uniflow, value })).toEqual(expected);
  });

  test('takes the core URN with an object', () => {
    const expected = [
      ['add', 'title', 'T'],
      ['add', 'name givenName', 'G'],
    ];
    const value = { title: 'T', 'name.givenName': 'G' };
    expect(readBrief({ op: 'add', value: { [core]: value } })).toEqual(expected);
    expect(readBrief({ op: 'add', path: core, value })).toEqual(expected);
  });

  test('takes no operations, and an empty value, for no change', () => {
    expect(readBrief()).toEqual([]);
    expect(readBrief({ op: 'replace', value: {} })).toEqual([]);
    expect(readBrief({ op: 'replace', value: { [uniflow]: {} } })).toEqual([]);
  });

  // RFC 7644 §3.3 lets a POST ignore what is unknown; Microsoft's clients send an extension with its own "schemas".
  test('ignores what is unknown inside of a named extension or complex attribute', () => {
    const value = { schemas: [enterprise], nope: 'x', 'manager.nope': 'x', 'a b': 1, department: 'D' };
    const expected = [['add', `${enterprise} department`, 'D']];
    expect(readBrief({ op: 'add', path: enterprise, value })).toEqual(expected);
    expect(readBrief(add(enterprise, [value]))).toEqual(expected);
    expect(readBrief({ op: 'add', value: { [enterprise]: value } })).toEqual(expected);
    expect(readBrief(add('name', { schemas: [], givenName: 'G' }))).toEqual([
      ['add', 'name', { givenName: 'G' }],
    ]);
  });

  test('takes names that mean the same for one attribute', () => {
    const value = { TITLE: 'T', title: 'T', [`${core}:Title`]: null };
    expect(readBrief({ op: 'add', value })).toEqual([['add', 'title', 'T']]);
    const manager = { 'manager.value': 'm', 'MANAGER.$REF': 'r', [`${enterprise}:manager`]: null };
    expect(readBrief({ op: 'add', value: manager })).toEqual([
      ['add', `${enterprise} manager`, { value: 'm', $ref: 'r' }],
    ]);
    const chosen = { 'emails[type eq "work"].value': 'a', 'EMAILS[Type EQ "work"].VALUE': 'a' };
    expect(readBrief({ op: 'add', value: chosen })).toHaveLength(1);
  });

  test.each<[string, JsonObject]>([
    ['in another case', { roles: [{ value: 'a' }], Roles: [{ value: 'b' }] }],
    ['under its URN', { department: 'A', [`${enterprise}:department`]: 'B' }],
    ['inside of its extension', { [enterprise]: { department: 'A' }, [`${enterprise}:department`]: 'B' }],
    ['by the same filter', { 'emails[type eq "work"].value': 'a', 'EMAILS[type eq "work"].value': 'b' }],
  ])('refuses an attribute that is given twice with different values: %s', (_what, value) => {
    expectRefusal(() => read({ op: 'replace', value }), 'invalidSyntax', /given twice/);
  });

  test('keeps the rest of an extension whose attribute "value" is changed', () => {
    expect(readBrief(replace(`${badge}:value`, 'x'))).toEqual([['replace', `${badge} value`, 'x']]);
    expect(readBrief({ op: 'replace', value: { [`${badge}:value`]: 'x' } })).toEqual([
      ['replace', `${badge} value`, 'x'],
    ]);
  });
});

describe('patchOperations ignores what is the service provider’s', () => {
  const ignored: readonly JsonObject[] = [
    { schemas: ['x'] },
    { SCHEMAS: ['x'] },
    { meta: { version: 'x' } },
    { 'meta.lastModified': 'x' },
    { id: 'id-1' },
    { [`${core}:id`]: 'id-1' },
    { [`${core}:schemas`]: ['x'] },
    { [`${core}:meta`]: { version: 'x' } },
    { [`${core}:meta.version`]: 'x' },
    { [core]: { id: 'id-1', meta: {}, schemas: [] } },
  ];

  test.each(ignored)('%j, among other attributes', (part) => {
    expect(readBrief({ op: 'replace', value: { ...part, title: 'T' } })).toEqual([['replace', 'title', 'T']]);
  });

  test('by path', () => {
    expect(readBrief(replace('schemas', []))).toEqual([]);
    expect(readBrief(add('meta.version', 'x'))).toEqual([]);
    expect(readBrief(replace('id', 'id-1'))).toEqual([]);
  });
});

describe('patchOperations refuses', () => {
  test.each<[string, JsonObject]>([
    ['another id', replace('id', 'id-2')],
    ['another id in a value', { op: 'replace', value: { id: 'id-2' } }],
    ['an id of another type', replace('id', null)],
    ['the removal of id', remove('id')],
    ['the removal of id by value', remove('id', 'id-1')],
    ['a read-only attribute', add('groups', [{ value: 'g' }])],
    ['a read-only attribute in a value', { op: 'add', value: { groups: [] } }],
    ['a part of a read-only attribute', replace('groups.value', 'g')],
    ['an element of a read-only attribute', remove('groups[value eq "g"]')],
    ['a read-only part', replace('manager.displayName', 'x')],
    ['a read-only attribute of an extension', replace(`${badge}:issuer`, 'x')],
    [
      'a read-only attribute in an extension’s object',
      { op: 'replace', value: { [badge]: { issuer: 'x' } } },
    ],
  ])('%s: mutability', (_what, operation) => {
    expectRefusal(() => read(operation), 'mutability', "is read-only and can't be changed");
  });

  test.each<[string, JsonObject, string]>([
    ['an unknown path', add('nope', 'x'), '"nope"'],
    ['an unknown path to remove', remove('nope'), '"nope"'],
    ['an unknown sub-attribute', add('name.nope', 'x'), '"name.nope"'],
    ['an unknown extension', add('urn:nobody:2.0:User:x', 'x'), 'urn:nobody'],
    ['an unknown key', { op: 'add', value: { title: 'T', nope: 'x' } }, '"nope"'],
    ['an unknown key under the core URN', { op: 'add', value: { [core]: { nope: 'x' } } }, '"nope"'],
    ['a path that is none', add('emails[type eq "work"', 'x'), 'position 22'],
    ['a key that is no path', { op: 'add', value: { 'a b': 'x' } }, 'position 3'],
    ['an empty key', { op: 'add', value: { '': 'x' } }, 'position 1'],
    ['a path that is no string', { op: 'add', path: 5, value: 'x' }, 'a number'],
    ['the core URN with a string', { op: 'add', value: { [core]: 'x' } }, 'no attribute'],
    ['a value filter on a singular attribute', add('name[givenName eq "x"].familyName', 'x'), 'no elements'],
  ])('%s: invalidPath', (_what, operation, detail) => {
    expectRefusal(() => read(operation), 'invalidPath', detail);
  });

  test('a wrong filter in a path: invalidFilter', () => {
    expectRefusal(() => read(remove('emails[nope eq "x"]')), 'invalidFilter', '"nope"');
    expectRefusal(() => read(remove('emails[primary gt true]')), 'invalidFilter', 'boolean');
  });

  test.each<[string, JsonObject]>([
    ['without path', { op: 'remove' }],
    ['with a path that is null', { op: 'remove', path: null, value: { title: 'x' } }],
    ['with an empty path', { op: 'Remove', path: '' }],
  ])('a remove %s: noTarget', (_what, operation) => {
    expectRefusal(() => read(operation), 'noTarget', /^Operation 1 of the PATCH .* needs a "path"/);
  });

  test.each<[string, JsonObject, string]>([
    ['add without value', { op: 'add', path: 'title' }, 'needs a "value"'],
    ['replace without path and value', { op: 'replace' }, 'needs a "value"'],
    ['a string without path', { op: 'replace', value: 'x' }, 'not a string'],
    ['a list without path', { op: 'add', value: [{ title: 'T' }] }, 'not an array'],
    ['null without path', { op: 'add', value: null }, 'not null'],
  ])('%s: invalidValue', (_what, operation, detail) => {
    expectRefusal(() => read(add('title', 'T'), operation), 'invalidValue', detail);
    expectRefusal(() => read(add('title', 'T'), operation), 'invalidValue', 'Operation 2');
  });

  test.each<[string, JsonValue, string]>([
    ['an unknown op', { op: 'move', path: 'title', value: 'x' }, '"add", "replace" or "remove"'],
    ['no op', { path: 'title', value: 'x' }, '"op"'],
    ['an op that is no string', { op: 1, path: 'title', value: 'x' }, '"op"'],
    ['an operation that is no object', 'add', 'not a string'],
    ['an operation that is null', null, 'not null'],
    ['an operation that is a list', [], 'not an array'],
  ])('%s: invalidSyntax', (_what, operation, detail) => {
    expectRefusal(() => read(operation), 'invalidSyntax', detail);
  });

  test.each<[string, JsonObject]>([
    ['no Operations', {}],
    ['Operations that are null', { Operations: null }],
    ['Operations that are no list', { Operations: add('title', 'x') }],
  ])('%s: invalidSyntax', (_what, body) => {
    expectRefusal(() => patchOperations(badgeUser, 'id-1', body), 'invalidSyntax', '"Operations"');
  });

  test('more than 200 operations: 413 without scimType', () => {
    const operation = add('title', 'T');
    expect(read(...Array.from({ length: 200 }, () => operation))).toHaveLength(200);
    const error = thrownBy(() => read(...Array.from({ length: 201 }, () => operation)));
    expect([error.status, error.scimType]).toEqual([413, undefined]);
    expect(error.message).toMatch(/200.*201/);
  });
});

describe('the work of reading a PATCH', () => {
  test('is bounded, for paths and for values: 413', () => {
    const path = `emails[${Array(160).fill('value eq "x"').join(' or ')}].type`;
    const value = Array.from({ length: 1_000 }, (_, i) => ({ value: `${i}` }));
    for (const operation of [
      { op: 'remove', path },
      { op: 'remove', path: 'emails', value },
    ]) {
      expect(read(...Array.from({ length: 5 }, () => operation))).toHaveLength(5);
      const error = thrownBy(() => read(...Array.from({ length: 200 }, () => operation)));
      expect([error.status, error.scimType]).toEqual([413, undefined]);
      expect(error.message).toMatch(/too much work at once/);
    }
  });
});

describe('patchOperations', () => {
  test('finds the list under any case', () => {
    const body = { operations: [add('title', 'T')] };
    expect(patchOperations(badgeUser, 'id-1', body).map(brief)).toEqual([['add', 'title', 'T']]);
  });

  test.each(['title', 'emails', 'emails[type eq "work"].value', 'manager', enterprise, 'userName'])(
    'removes nothing of %s by an empty list',
    (path) => {
      expect(readBrief({ op: 'remove', path, value: [] })).toEqual([]);
    },
  );

  test.each(['title', 'emails[type eq "work"].value', `${enterprise}:department`])(
    'takes a list of one, and an object that says nothing but its value, for the value of %s',
    (path) => {
      for (const value of [['x'], { $ref: null, value: 'x' }, [{ $ref: null, Value: 'x', type: null }]])
        expect(readBrief({ op: 'Replace', path, value }).map(([, , each]) => each)).toEqual(['x']);
    },
  );

  test('takes a list of one for the element that a filter chooses', () => {
    expect(readBrief(add('emails[type eq "work"]', [{ value: 'a' }]))).toEqual([
      ['add', 'emails[compare]', { value: 'a' }],
    ]);
  });

  test.each([
    `${uniflow}:pin 4711`,
    `${uniflow}:pin abcd4711`,
    `${uniflow}:pin.4711`,
    `${uniflow}:pin:4711`,
    `${uniflow}:PIN4711`,
    `${uniflow}:pin=4711`,
    `${uniflow}:pin "4711"`,
    `${uniflow}:pin[value eq "4711"]`,
    `${uniflow}:pin[value eq "4711].x`,
    'pin 4711',
    'pin.abcd4711',
    'pin[4711 eq "4711"]',
    'password hunter4711',
    'emails[pin.4711 eq "x"].value',
    'emails[type eq "work"] pin x4711',
    '(pin eq x4711)',
  ])('never repeats what stands behind the name of a secret: %s', (path) => {
    for (const operation of [
      { op: 'replace', path, value: 'x' },
      { op: 'remove', path },
      { op: 'add', value: { [path]: 'x' } },
    ]) {
      const { status, message } = thrownBy(() => read(operation));
      expect(status).toBe(400);
      expect(message).not.toMatch(/4711/);
    }
  });

  test('reads no more of a value than a PATCH may have', () => {
    const work = new WorkBudget(1_000_000, patchTooMuchWork);
    const value = [Object.fromEntries(Array.from({ length: 60_000 }, (_, i) => [`m${i}`, 'v']))];
    const body = { Operations: [{ op: 'add', path: 'emails', value }] };
    expect(thrownBy(() => patchOperations(badgeUser, 'id-1', body, work)).status).toBe(413);
    expect(work.spent).toBeLessThan(1_001_000);
  });

  test('does not take a removal by a value that says nothing for the removal of everything', () => {
    expect(readBrief(remove('emails', [{ nope: 'x' }]))).toEqual([]);
    expect(readBrief(remove('emails', [{}]))).toEqual([]);
  });

  test.each([
    '{"Operations":[{"op":"add","value":{"__proto__":{"polluted":true}}}]}',
    '{"Operations":[{"op":"add","value":{"constructor":{"prototype":{"polluted":true}}}}]}',
    '{"Operations":[{"op":"add","path":"__proto__","value":{"polluted":true}}]}',
    '{"Operations":[{"op":"add","path":"constructor.prototype","value":{"polluted":true}}]}',
    '{"Operations":[{"op":"add","path":"name.__proto__","value":{"polluted":true}}]}',
    '{"Operations":[{"op":"add","path":"emails[type eq \\"work\\"].__proto__","value":"x"}]}',
  ])('takes %s for a path to nothing', (text) => {
    expectRefusal(() => patchOperations(badgeUser, 'id-1', parseJson(text) as JsonObject), 'invalidPath');
    expect('polluted' in {}).toBe(false);
  });
});
