import { describe, expect, test } from 'vitest';
import { mapEntry } from './mapping.ts';
import { defaultMapping, parseSchema } from './schemaFile.ts';
import { parseTargetAttribute, readTarget, writeTarget } from './target.ts';
import { personOf } from '../../../test/support/entra/jobs.ts';

const uniflow = 'urn:ietf:params:scim:schemas:extension:uniFLOWOnline:2.0:User';
const row = (more: object = {}) => ({
  targetAttributeName: 'userName',
  source: { type: 'Attribute', expression: '[userPrincipalName]', name: 'userPrincipalName' },
  matchingPriority: 1,
  ...more,
});
const schemaOf = (rows: readonly object[], scope: unknown = null) => ({
  synchronizationRules: [{ objectMappings: [{ sourceObjectName: 'User', scope, attributeMappings: rows }] }],
});

describe('the default mapping', () => {
  test('is that of docs/connect-entra.md: externalId matches first, and secrets are redacted', () => {
    const { user, group } = defaultMapping(false);
    expect(group).toBeUndefined();
    const matching = user.attributes.filter(({ matchingPriority }) => matchingPriority > 0);
    expect(matching.map(({ target }) => target.path)).toEqual(['externalId', 'userName']);
    expect(user.attributes.filter(({ secret }) => secret).map(({ target }) => target.path)).toEqual([
      `${uniflow}:pin`,
      `${uniflow}:cardRegistrationCode`,
    ]);
    expect(user.attributes.find(({ target }) => target.path === 'active')?.type).toBe('boolean');
    expect(user.attributes.find(({ target }) => target.label === 'manager')?.type).toBe('reference');
  });

  test('has groups where they are served', () => {
    const paths = defaultMapping(true).group?.attributes.map(({ target }) => target.path);
    expect(paths).toEqual(['displayName', 'externalId', 'members']);
  });

  test.each([
    [{}, true, 'True'],
    [{ accountEnabled: 'FALSE' }, true, 'False'],
    [{ deletedDateTime: '2026-01-01' }, true, 'False'],
    [{}, false, 'False'],
  ])('of %j, in scope %s, active is %s', (properties, inScope, active) => {
    const mapped = mapEntry(defaultMapping(false).user, personOf('a', properties), { inScope });
    expect(mapped.find(({ row: { target } }) => target.path === 'active')?.values).toEqual([active]);
  });
});

describe('a mapping file is refused with the place of what is wrong', () => {
  test.each([
    [schemaOf([]), 'mapping of users: no attribute matches'],
    [schemaOf([row(), row({ targetAttributeName: 'title' })]), 'two attributes match with the same priority'],
    [schemaOf([row({ targetAttributeName: 'a b' })]), '"a b" is no target attribute'],
    [
      schemaOf([row({ source: { type: 'Function', expression: 'Jion([a])' } })]),
      'target userName, position 1: there is no function Jion',
    ],
    [{ synchronizationRules: [] }, 'maps no users'],
    [
      schemaOf([row()], {
        groups: [{ name: 'Staff', clauses: [{ operatorName: 'LIKE', sourceOperandName: 'a' }] }],
      }),
      'the scoping filter "Staff" has the operator "LIKE"',
    ],
    [
      schemaOf([row()], {
        groups: [
          {
            name: 'Staff',
            clauses: [
              { operatorName: 'REGEX MATCH', sourceOperandName: 'a', targetOperand: { values: ['('] } },
            ],
          },
        ],
      }),
      'Invalid regular expression',
    ],
  ])('%j', (schema, sentence) => {
    expect(() => parseSchema(schema, 'mine.json')).toThrow(sentence);
    expect(() => parseSchema(schema, 'mine.json')).toThrow(/^mine\.json/);
  });
});

describe('targets', () => {
  test.each([
    ['name.givenName', { name: { givenName: 'x' } }],
    ['emails[type eq "work"].value', { emails: [{ primary: true, type: 'work', value: 'x' }] }],
    ['addresses[type eq "work"].streetAddress', { addresses: [{ type: 'work', streetAddress: 'x' }] }],
    ['roles[primary eq "True"].value', { roles: [{ primary: true, value: 'x' }] }],
    [`${uniflow}:pin`, { [uniflow]: { pin: 'x' } }],
    ['urn:ietf:params:scim:schemas:core:2.0:User:userName', { userName: 'x' }],
  ])('%s', (path, expected) => {
    const target = parseTargetAttribute(path);
    if (target === undefined) throw new Error('It is a target.');
    const written = writeTarget({}, target, 'x');
    expect(written).toEqual(expected);
    expect(readTarget(written, target)).toBe('x');
    expect(readTarget(writeTarget(written, target, 'y'), target)).toBe('y');
  });
});
