import type { Check } from './check.ts';
import { enterprise, gives, one, patchChecksOf, type PatchCase } from './patchCase.ts';

/** Forms that the engine no longer sends, and that older jobs and Microsoft's reference code send. */
const cases: readonly PatchCase[] = [
  {
    name: 'a manager as a list of objects',
    why: 'Older jobs give $ref and value, and no URN in the path.',
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
    why: 'The mapping of roles gives primary as "True".',
    operations: one({ op: 'Add', path: 'roles[primary eq "True"].value', value: 'Admin' }),
    expected: gives({ 'roles[primary eq "True"].value': 'Admin' }),
  },
  {
    name: 'a path with the URN of the core schema',
    why: 'A mapping may name attributes so.',
    operations: one({
      op: 'Replace',
      path: 'urn:ietf:params:scim:schemas:core:2.0:User:displayName',
      value: 'Ada L.',
    }),
    expected: gives({ displayName: 'Ada L.' }),
  },
  {
    name: 'a whole extension under its URN',
    why: 'The value without path may hold objects of extensions.',
    operations: one({ op: 'replace', value: { [enterprise]: { department: 'Law' } } }),
    expected: gives({ [`${enterprise}:department`]: 'Law', [`${enterprise}:employeeNumber`]: '0042' }),
  },
  {
    name: 'a part of a complex attribute',
    why: 'It is merged: the other parts stay.',
    operations: one({ op: 'Replace', path: 'name', value: { givenName: 'Augusta' } }),
    expected: gives({ 'name.givenName': 'Augusta', 'name.familyName': 'King' }),
  },
  {
    name: 'remove with a value',
    why: 'The path alone says what to remove.',
    operations: one({ op: 'Remove', path: 'emails[type eq "work"].value', value: 'king@mail.example' }),
    expected: gives({ 'emails[type eq "work"].value': undefined }),
  },
];

export const olderPatchChecks: readonly Check[] = patchChecksOf('Older forms of updates', cases, true);
