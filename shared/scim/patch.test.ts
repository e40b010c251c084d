import { describe, expect, test } from 'vitest';
import { parseJson, type JsonObject, type JsonValue } from './json.ts';
import { expectRefusal } from '../../test/support/errors.ts';
import { deepFreeze } from '../../test/support/freeze.ts';
import {
  badge,
  badgeUser,
  core,
  enterprise,
  extension,
  property,
  uniflow,
  userTypeWith,
} from '../../test/support/types.ts';
import { applyPatch, patched, patchOperations } from '../../test/support/patching.ts';
import { add, remove, replace } from '../../test/support/operations.ts';

const ana: JsonObject = deepFreeze({
  externalId: 'ext',
  userName: 'ana',
  title: 'Clerk',
  active: true,
  name: { givenName: 'Ana', familyName: 'N' },
  [enterprise]: {
    department: 'Sales',
    manager: { value: 'm1', $ref: 'https://example.net/Users/m1' },
  },
});

const { title: _title, ...untitled } = ana;
const { name: _name, ...unnamed } = ana;
const { [enterprise]: _enterprise, ...plain } = ana;

describe('a singular attribute', () => {
  test.each(['add', 'replace', 'Add', 'Replace'])('%s makes it so, whether it has a value or not', (op) => {
    expect(patched(ana, { op, path: 'title', value: 'Boss' })).toEqual({ ...ana, title: 'Boss' });
    expect(patched(untitled, { op, path: 'title', value: 'Boss' })).toEqual({ ...ana, title: 'Boss' });
    expect(patched(ana, { op, value: { title: 'Boss' } })).toEqual({ ...ana, title: 'Boss' });
    expect(patched(ana, { op, path: `${core}:title`, value: 'Boss' })).toEqual({ ...ana, title: 'Boss' });
    expect(patched(ana, { op, path: 'active', value: 'False' })).toEqual({ ...ana, active: false });
  });

  test.each<[string, JsonValue]>([
    ['add', null],
    ['add', ''],
    ['add', []],
    ['replace', null],
    ['replace', ''],
    ['replace', []],
  ])('%s of %j unassigns it', (op, value) => {
    expect(patched(ana, { op, path: 'title', value })).toEqual(untitled);
    expect(patched(ana, { op, value: { title: value } })).toEqual(untitled);
    expect(patched(untitled, { op, path: 'title', value })).toEqual(untitled);
  });

  test.each([remove('title'), { op: 'Remove', path: 'title', value: 'Clerk' }, remove('TITLE')])(
    '%j removes it',
    (operation) => {
      expect(patched(ana, operation)).toEqual(untitled);
      expect(patched(untitled, operation)).toEqual(untitled);
    },
  );

  test('takes a value of a wrong type for the validator to name', () => {
    expect(patched(ana, replace('title', 5))).toEqual({ ...ana, title: 5 });
    expect(patched(ana, replace('name', 'Ana'))).toEqual({ ...ana, name: 'Ana' });
  });

  test('keeps leading zeros and white space', () => {
    const changed = patched(ana, add(`${uniflow}:cardNumber`, ' 00123 '));
    expect(changed).toEqual({ ...ana, [uniflow]: { cardNumber: ' 00123 ' } });
  });
});

describe('a complex attribute', () => {
  test.each(['add', 'replace'])('%s merges: siblings stay', (op) => {
    const expected = { ...ana, name: { givenName: 'Eva', familyName: 'N', middleName: 'X' } };
    expect(patched(ana, { op, path: 'name', value: { givenName: 'Eva', middleName: 'X' } })).toEqual(
      expected,
    );
    expect(patched(ana, { op, value: { name: { GivenName: 'Eva', middleName: 'X' } } })).toEqual(expected);
    expect(patched(ana, { op, value: { 'name.givenName': 'Eva', 'name.middleName': 'X' } })).toEqual(
      expected,
    );
  });

  test.each(['add', 'replace'])('%s creates it', (op) => {
    const expected = { ...unnamed, name: { givenName: 'Eva' } };
    expect(patched(unnamed, { op, path: 'name', value: { givenName: 'Eva' } })).toEqual(expected);
    expect(patched(unnamed, { op, path: 'name.givenName', value: 'Eva' })).toEqual(expected);
  });

  test('loses the parts that are nulled', () => {
    expect(patched(ana, replace('name', { givenName: null }))).toEqual({
      ...ana,
      name: { familyName: 'N' },
    });
    expect(patched(ana, replace('name', { givenName: '', familyName: null }))).toEqual(unnamed);
    expect(patched(ana, remove('name.givenName'))).toEqual({
      ...ana,
      name: { familyName: 'N' },
    });
  });

  test('is gone with its last part', () => {
    expect(patched(ana, remove('name.givenName'), replace('name.familyName', ''))).toEqual(unnamed);
    expect(patched(ana, remove('name'))).toEqual(unnamed);
    expect(patched(unnamed, remove('name.givenName'))).toEqual(unnamed);
  });

  test('does not change by nothing', () => {
    expect(patched(ana, replace('name', {}))).toEqual(ana);
    expect(patched(ana, add('name', { nope: 1 }))).toEqual(ana);
  });

  test('may consist of nothing but type and display', () => {
    const marked = patched({ userName: 'a' }, add(`${badge}:marks.type`, 'T'));
    expect(marked).toEqual({ userName: 'a', [badge]: { marks: { type: 'T' } } });
    expect(patched(marked, add(`${badge}:marks.display`, 'D'))).toEqual({
      userName: 'a',
      [badge]: { marks: { type: 'T', display: 'D' } },
    });
    expect(patched(marked, remove(`${badge}:marks.type`))).toEqual({ userName: 'a' });
    expect(
      patched({ [badge]: { marks: { type: 'T', display: 'D' } } }, remove(`${badge}:marks.display`)),
    ).toEqual({ [badge]: { marks: { type: 'T' } } });
  });
});

describe('the manager', () => {
  const withManager = (manager: JsonValue) => ({ ...ana, [enterprise]: { department: 'Sales', manager } });
  const without = { ...ana, [enterprise]: { department: 'Sales' } };

  test.each<[string, JsonObject]>([
    ['a bare string', { op: 'Add', path: `${enterprise}:manager`, value: 'm2' }],
    ['an unqualified path', { op: 'Replace', path: 'manager', value: 'm2' }],
    ['a path to the value', replace(`${enterprise}:manager.value`, 'm2')],
    ['an object', { op: 'Add', path: 'manager', value: { value: 'm2' } }],
    [
      'an object with what is read-only',
      { op: 'Add', path: 'manager', value: { value: 'm2', displayName: 'X' } },
    ],
    ['a list of one', { op: 'Add', path: 'manager', value: [{ value: 'm2' }] }],
    ['a key', { op: 'replace', value: { [`${enterprise}:manager`]: 'm2' } }],
    ['an extension’s object', { op: 'replace', value: { [enterprise]: { manager: 'm2' } } }],
  ])('is set by %s, and the old one’s $ref goes', (_what, operation) => {
    expect(patched(ana, operation)).toEqual(withManager({ value: 'm2' }));
    expect(patched(without, operation)).toEqual(withManager({ value: 'm2' }));
    expect(patched(plain, operation)).toEqual({ ...plain, [enterprise]: { manager: { value: 'm2' } } });
  });

  test('keeps its $ref where it is the same', () => {
    expect(patched(ana, add('manager', 'm1'))).toEqual(ana);
    expect(patched(ana, add('manager', { value: 'm1', $ref: 'y' }))).toEqual(
      withManager({ value: 'm1', $ref: 'y' }),
    );
  });

  test.each<[string, JsonObject]>([
    ['by its path', replace('manager.$ref', 'https://example.net/Users/m2')],
    ['in an object', add('manager', { $ref: 'https://example.net/Users/m2' })],
  ])('given by $ref alone, %s, takes the old value along', (_what, operation) => {
    expect(patched(ana, operation)).toEqual(withManager({ $ref: 'https://example.net/Users/m2' }));
    const bare = withManager({ value: 'm1' });
    expect(patched(bare, operation)).toEqual(withManager({ $ref: 'https://example.net/Users/m2' }));
  });

  test('keeps what still means the same', () => {
    const ref = 'https://other.example/Users/m1';
    expect(patched(ana, replace('manager.$ref', ref))).toEqual(withManager({ value: 'm1', $ref: ref }));
    const bare = withManager({ $ref: ref });
    expect(patched(bare, add('manager', 'm1'))).toEqual(withManager({ $ref: ref, value: 'm1' }));
    const both = { 'manager.value': 'm2', 'manager.$ref': 'y' };
    expect(patched(ana, { op: 'replace', value: both })).toEqual(withManager({ value: 'm2', $ref: 'y' }));
  });

  test('may be a reference only', () => {
    expect(patched(without, add('manager.$ref', 'y'))).toEqual(withManager({ $ref: 'y' }));
    expect(patched(without, add('manager', { $ref: 'y' }))).toEqual(withManager({ $ref: 'y' }));
  });

  test.each<[string, JsonObject]>([
    ['an empty string', { op: 'Replace', path: 'manager', value: '' }],
    ['an empty value', { op: 'Replace', path: 'manager', value: { value: '' } }],
    ['a null value', { op: 'Add', path: `${enterprise}:manager`, value: { value: null } }],
    ['an empty list', { op: 'Add', path: 'manager', value: [] }],
    ['null', { op: 'Add', path: 'manager', value: null }],
    ['an empty string for the value', replace('manager.value', '')],
    ['a remove', remove('manager')],
    ['a remove with the value', { op: 'Remove', path: `${enterprise}:manager`, value: 'm1' }],
    ['a remove of the value', remove('manager.value')],
  ])('is removed by %s', (_what, operation) => {
    expect(patched(ana, operation)).toEqual(without);
    expect(patched(without, operation)).toEqual(without);
  });
});

describe('an extension', () => {
  test.each(['add', 'replace'])('%s of its object merges', (op) => {
    expect(patched(ana, { op, path: enterprise, value: { division: 'D' } })).toEqual({
      ...ana,
      [enterprise]: { ...(ana[enterprise] as JsonObject), division: 'D' },
    });
  });

  test('is gone with its last attribute', () => {
    const one = { userName: 'a', [uniflow]: { pin: '1' } };
    expect(patched(one, remove(`${uniflow}:pin`))).toEqual({ userName: 'a' });
    expect(patched(one, replace(`${uniflow}:pin`, null))).toEqual({ userName: 'a' });
    expect(patched(one, replace('pin', ''))).toEqual({ userName: 'a' });
    expect(patched(one, remove(uniflow))).toEqual({ userName: 'a' });
  });

  test('that is made up works like any other', () => {
    const operations = [
      { op: 'Add', path: `${badge}:level`, value: 5 },
      add('tags', ['a', 'b']),
      { op: 'replace', value: { [badge]: { valid: 'True', place: { floor: 2 } }, [`${badge}:value`]: 'v' } },
      add('place.building', 'B'),
      add(`${badge}:zones[type eq "in"].value`, 'Z'),
      remove(`${badge}:level`),
    ];
    expect(patched(ana, ...operations)).toEqual({
      ...ana,
      [badge]: {
        tags: ['a', 'b'],
        valid: true,
        value: 'v',
        place: { floor: 2, building: 'B' },
        zones: [{ type: 'in', value: 'Z' }],
      },
    });
  });
});

describe('what can’t be removed', () => {
  test('what always has a value, and what is meant instead', () => {
    expectRefusal(
      () => patched(ana, remove('active')),
      'mutability',
      "active always has a value and can't be removed; replace it with false to switch it off.",
    );
    expectRefusal(() => patched(ana, replace('active', null)), 'invalidValue');
  });

  test.each(['userName', 'externalId', `${core}:userName`])('%s', (path) => {
    expectRefusal(() => patched(ana, { op: 'remove', path }), 'mutability', /required and can't be removed/);
    for (const op of ['add', 'replace']) {
      for (const value of [null, '', []]) {
        expectRefusal(() => patched(ana, { op, path, value }), 'invalidValue', /required and can't be empty/);
      }
      expectRefusal(() => patched(ana, { op, value: { [path]: null } }), 'invalidValue');
    }
  });

  test('a required attribute of an extension', () => {
    const badged = { ...ana, [badge]: { owner: 'A', level: 1 } };
    expectRefusal(() => patched(badged, remove(`${badge}:owner`)), 'mutability', `${badge}:owner`);
    expectRefusal(() => patched(badged, add(`${badge}:owner`, '')), 'invalidValue');
    expect(patched(badged, remove(badge))).toEqual(ana);
  });

  test('externalId, unless the tenant does not ask for it', () => {
    const type = userTypeWith([], new Set(['externalId']));
    const body = { Operations: [remove('externalId')] };
    const { externalId: _externalId, ...expected } = ana;
    expect(applyPatch(ana, patchOperations(type, 'id-1', body))).toEqual(expected);
  });
});

describe('a PATCH as a whole', () => {
  test('applies its operations in order', () => {
    expect(
      patched(ana, replace('title', 'One'), remove('title'), add('title', 'Two'), add('nickName', 'N')),
    ).toEqual({ ...ana, title: 'Two', nickName: 'N' });
  });

  test('returns the same resource where nothing changes', () => {
    const same = patched(
      ana,
      replace('title', 'Clerk'),
      { op: 'add', value: { name: { givenName: 'Ana' } } },
      remove('nickName'),
      remove('emails[type eq "work"]'),
      remove('emails', [{ value: 'x' }]),
    );
    expect(same).toBe(ana);
  });

  test('changes nothing where one operation is refused', () => {
    const operations = patchOperations(badgeUser, 'id-1', {
      Operations: [replace('title', 'Boss'), replace('emails[type sw "w"].value', 'x')],
    });
    const before = JSON.stringify(ana);
    expectRefusal(() => applyPatch(ana, operations), 'noTarget');
    expect(JSON.stringify(ana)).toBe(before);
  });

  test('never touches what all objects share', () => {
    const value = parseJson(
      '{"givenName":"A","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}',
    );
    const changed = patched(
      ana,
      { op: 'add', path: 'name', value },
      add('emails', [parseJson('{"value":"a","__proto__":{"polluted":1}}')]),
    );
    expect(changed).toEqual({
      ...ana,
      name: { givenName: 'A', familyName: 'N' },
      emails: [{ value: 'a' }],
    });
    expect('polluted' in {}).toBe(false);
    expect('polluted' in (changed.name as JsonObject)).toBe(false);
  });

  test('works on an extension whose required attributes another schema has, too', () => {
    const other = 'urn:example:params:scim:schemas:extension:Other:2.0:User';
    const type = userTypeWith([extension(other, { department: property('string') }, ['department'])]);
    const body = { Operations: [remove(`${enterprise}:department`)] };
    expect(applyPatch(ana, patchOperations(type, 'id-1', body))[enterprise]).not.toHaveProperty('department');
  });
});
