import { describe, expect, test } from 'vitest';
import { canonicalResource } from './resource.ts';
import { parseJson, type JsonObject } from '../json.ts';
import { maxSentSize } from '../bounds.ts';
import { expectRefusal, thrownBy } from '../../../test/support/errors.ts';
import { deepFreeze } from '../../../test/support/freeze.ts';
import { badge, badgeUser, core, enterprise, uniflow, user } from '../../../test/support/types.ts';

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
