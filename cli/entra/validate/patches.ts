import type { Check } from './check.ts';
import { enterprise, gives, one, patchChecksOf, type PatchCase } from './patchCase.ts';
import { createUser } from './users.ts';

const cases: readonly PatchCase[] = [
  {
    name: 'add attributes, default dialect',
    why: 'One operation for each attribute, with a capital letter.',
    operations: () => [
      { op: 'Add', path: 'title', value: 'Counsel' },
      { op: 'Add', path: `${enterprise}:department`, value: 'Legal' },
      { op: 'Add', path: 'addresses[type eq "work"].streetAddress', value: '1 Main St' },
    ],
    expected: gives({
      title: 'Counsel',
      [`${enterprise}:department`]: 'Legal',
      'addresses[type eq "work"].streetAddress': '1 Main St',
    }),
  },
  {
    name: 'replace attributes, default dialect',
    why: 'If no element matches a value path, the service adds one.',
    operations: () => [
      { op: 'Replace', path: 'name.familyName', value: 'King' },
      { op: 'Replace', path: 'emails[type eq "work"].value', value: 'king@mail.example' },
      { op: 'Replace', path: 'phoneNumbers[type eq "mobile"].value', value: '+1 555' },
    ],
    expected: gives({
      'name.familyName': 'King',
      'name.givenName': 'ada',
      'emails[type eq "work"].value': 'king@mail.example',
      'phoneNumbers[type eq "mobile"].value': '+1 555',
    }),
  },
  {
    name: 'remove an attribute, default dialect',
    why: "Microsoft's validators send it.",
    operations: one({ op: 'Remove', path: 'title' }),
    expected: gives({ title: undefined }),
  },
  {
    name: 'replace several attributes, with the flag',
    why: 'One operation without a path, with dotted keys and URN keys.',
    operations: one({
      op: 'replace',
      value: { displayName: 'Ada L.', 'name.givenName': 'Ada', [`${enterprise}:employeeNumber`]: '0042' },
    }),
    expected: gives({
      displayName: 'Ada L.',
      'name.givenName': 'Ada',
      'name.familyName': 'King',
      [`${enterprise}:employeeNumber`]: '0042',
    }),
  },
  {
    name: 'add an attribute, with the flag',
    why: 'Lower case. A single attribute has a path.',
    operations: one({ op: 'add', path: 'title', value: 'Chief counsel' }),
    expected: gives({ title: 'Chief counsel' }),
  },
  {
    name: 'remove an attribute, with the flag',
    why: 'Lower case, and no value.',
    operations: one({ op: 'remove', path: 'phoneNumbers[type eq "mobile"]' }),
    expected: gives({ 'phoneNumbers[type eq "mobile"].value': undefined }),
  },
  {
    name: 'add a manager',
    why: 'The manager is a bare string.',
    operations: ({ manager }) => [{ op: 'Add', path: `${enterprise}:manager`, value: manager }],
    expected: ({ manager }) => ({ [`${enterprise}:manager`]: manager }),
  },
  {
    name: 'replace a manager',
    why: 'The manager is a bare string.',
    operations: ({ other }) => [{ op: 'Replace', path: `${enterprise}:manager`, value: other }],
    expected: ({ other }) => ({ [`${enterprise}:manager`]: other }),
  },
  {
    name: 'remove a manager',
    why: 'The operation has no value.',
    operations: one({ op: 'Remove', path: `${enterprise}:manager` }),
    expected: gives({ [`${enterprise}:manager`]: undefined }),
  },
  {
    name: 'set an attribute to ""',
    why: 'It has to read back as absent.',
    operations: one({ op: 'Replace', path: 'title', value: '' }),
    expected: gives({ title: undefined }),
  },
  {
    name: 'set an attribute to null',
    why: 'It has to read back as absent.',
    operations: one({ op: 'Replace', path: `${enterprise}:department`, value: null }),
    expected: gives({ [`${enterprise}:department`]: undefined }),
  },
  {
    name: 'no operations',
    why: 'Entra sends an empty list. It changes nothing.',
    operations: () => [],
    expected: gives({ displayName: 'Ada L.' }),
  },
];

export const patchChecks: readonly Check[] = [
  {
    group: 'Updates',
    name: 'create two managers',
    why: 'A reference needs somebody to refer to.',
    run: async (subject) => {
      await createUser(subject, 'manager');
      await createUser(subject, 'other');
    },
  },
  ...patchChecksOf('Updates', cases),
];
