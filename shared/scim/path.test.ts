import { describe, expect, test } from 'vitest';
import type { JsonObject, JsonValue } from './json.ts';
import { resolveName, valueAt, withValueAt, type AttributePath } from './path.ts';
import { deepFreeze } from '../../test/support/freeze.ts';
import { badge, badgeUser, core, enterprise, uniflow, user } from '../../test/support/types.ts';

function path(name: string): AttributePath {
  const found = resolveName(badgeUser, name);
  if (found === undefined) throw new Error(`There is no ${name}.`);
  return found;
}

describe('resolveName', () => {
  test.each([
    ['userName', ['userName']],
    ['UserNAME', ['userName']],
    ['name.givenname', ['name', 'givenName']],
    ['meta.lastModified', ['meta', 'lastModified']],
    [`${core}:userName`, ['userName']],
    [`${core}:name.givenName`, ['name', 'givenName']],
    [`${core}:id`, ['id']],
    [`${core}.userName`, ['userName']],
    [enterprise, [enterprise]],
    [enterprise.toLowerCase(), [enterprise]],
    [`${enterprise}:manager`, [enterprise, 'manager']],
    [`${enterprise}:manager.$ref`, [enterprise, 'manager', '$ref']],
    [`${enterprise}.manager`, [enterprise, 'manager']],
    ['manager', [enterprise, 'manager']],
    ['manager.displayName', [enterprise, 'manager', 'displayName']],
    ['pin', [uniflow, 'pin']],
    [`${badge.toUpperCase()}:PLACE.FLOOR`, [badge, 'place', 'floor']],
  ])('%s', (name, expected) => {
    expect(resolveName(badgeUser, name)?.map((attribute) => attribute.name)).toEqual(expected);
  });

  test.each([
    '',
    '.',
    'nope',
    'userName.x',
    'name.',
    '.givenName',
    'name.givenName.x',
    core,
    `${core}:`,
    `${core}:department`,
    `${enterprise}:`,
    `${enterprise}:userName`,
    `${enterprise}X:manager`,
    `${enterprise}/manager`,
    'urn:ietf:params:scim:schemas:extension:enterprise:2',
    'constructor',
    '__proto__',
    'name.__proto__',
  ])('%j is nothing', (name) => {
    expect(resolveName(badgeUser, name)).toBeUndefined();
  });

  test('knows no extension that is not in the type', () => {
    expect(resolveName(user, `${badge}:level`)).toBeUndefined();
    expect(resolveName(user, 'level')).toBeUndefined();
  });

  test('looks inside of a complex attribute up without URNs and extensions', () => {
    const [emails] = path('emails');
    expect(resolveName(emails, 'VALUE')?.map(({ name }) => name)).toEqual(['value']);
    expect(resolveName(emails, 'userName')).toBeUndefined();
    expect(resolveName(emails, 'department')).toBeUndefined();
  });
});

describe('valueAt', () => {
  const resource: JsonObject = deepFreeze({
    userName: 'a',
    name: { givenName: 'b' },
    [enterprise]: { manager: { value: 'c' } },
    [uniflow]: 'no object',
  });

  test.each<[string, JsonValue | undefined]>([
    ['userName', 'a'],
    ['name', { givenName: 'b' }],
    ['name.givenName', 'b'],
    ['name.familyName', undefined],
    ['manager.value', 'c'],
    ['department', undefined],
    ['pin', undefined],
    ['level', undefined],
  ])('%s', (name, value) => {
    expect(valueAt(resource, path(name))).toEqual(value);
  });
});

describe('withValueAt', () => {
  const resource: JsonObject = deepFreeze({
    userName: 'a',
    name: { givenName: 'b', familyName: 'c' },
    [enterprise]: { manager: { value: 'd' } },
  });

  test.each<[string, JsonValue | undefined, JsonObject]>([
    ['userName', 'x', { ...resource, userName: 'x' }],
    ['title', 'x', { ...resource, title: 'x' }],
    ['title', undefined, resource],
    ['name.givenName', 'x', { ...resource, name: { givenName: 'x', familyName: 'c' } }],
    ['name.givenName', undefined, { ...resource, name: { familyName: 'c' } }],
    ['pin', '1', { ...resource, [uniflow]: { pin: '1' } }],
    ['pin', undefined, resource],
    ['manager.value', undefined, { userName: 'a', name: { givenName: 'b', familyName: 'c' } }],
  ])('%s ← %j', (name, value, expected) => {
    expect(withValueAt(resource, path(name), value)).toEqual(expected);
  });

  test('removes nothing from a value of a wrong type: it stays for the validator to name', () => {
    expect(withValueAt({ [uniflow]: 'no object' }, path('pin'), undefined)).toEqual({
      [uniflow]: 'no object',
    });
  });
});
