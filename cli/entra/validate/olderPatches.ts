import type { Check } from './check.ts';
import { enterprise, gives, one, patchChecksOf, type PatchCase } from './patchCase.ts';

/** Forms that older jobs and Microsoft's reference code send. The engine of this simulator does not. */
const cases: readonly PatchCase[] = [
  {
    name: 'a manager as a list of objects',
    why: 'Older jobs send $ref and value, and a path without URN.',
    operations: ({ manager }) => [
      { op: 'Add', path: 'manager', value: [{ $ref: `../Users/${manager}`, value: manager }] },
    ],
    expected: ({ manager }) => ({ [`${enterprise}:manager`]: manager }),
  },
  {
    name: 'a manager set to ""',
    why: 'It removes the manager.',
    operations: one({ op: 'Replace', path: 'manager', value: '' }),
    expected: gives({ [`${enterprise}:manager`]: undefined }),
  },
  {
    name: 'a plain value in a list of objects',
    why: "Microsoft's reference code wraps it in {$ref, value}.",
    operations: one({ op: 'Replace', path: 'displayName', value: [{ $ref: null, value: 'Ada King' }] }),
    expected: gives({ displayName: 'Ada King' }),
  },
  {
    name: 'a boolean in a filter as text',
    why: 'The default mapping of roles has "True" instead of a boolean.',
    operations: one({ op: 'Add', path: 'roles[primary eq "True"].value', value: 'Admin' }),
    expected: gives({ 'roles[primary eq "True"].value': 'Admin' }),
  },
  {
    name: 'a path with the URN of the core schema',
    why: 'A mapping may name attributes with it.',
    operations: one({
      op: 'Replace',
      path: 'urn:ietf:params:scim:schemas:core:2.0:User:displayName',
      value: 'Ada L.',
    }),
    expected: gives({ displayName: 'Ada L.' }),
  },
  {
    name: 'a whole extension under its URN',
    why: 'An operation without path may have an object for an extension.',
    operations: one({ op: 'replace', value: { [enterprise]: { department: 'Law' } } }),
    expected: gives({ [`${enterprise}:department`]: 'Law', [`${enterprise}:employeeNumber`]: '0042' }),
  },
  {
    name: 'a part of a complex attribute',
    why: 'The other parts stay.',
    operations: one({ op: 'Replace', path: 'name', value: { givenName: 'Augusta' } }),
    expected: gives({ 'name.givenName': 'Augusta', 'name.familyName': 'King' }),
  },
  {
    name: 'remove with a value',
    why: 'The service ignores the value.',
    operations: one({ op: 'Remove', path: 'emails[type eq "work"].value', value: 'king@mail.example' }),
    expected: gives({ 'emails[type eq "work"].value': undefined }),
  },
];

export const olderPatchChecks: readonly Check[] = patchChecksOf('Older forms of updates', cases, true);
