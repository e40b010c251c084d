import type { JsonObject } from '../json.ts';
import { parseTargetAttribute, readTarget } from '../mapping/target.ts';
import { expectStatus, expectValue, idFor, type Check, type Subject } from './check.ts';
import { createUser, patchOf } from './users.ts';

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** A PATCH, and what reads back afterwards. */
interface PatchCase {
  readonly name: string;
  readonly why: string;
  readonly operations: (ids: { readonly manager: string; readonly other: string }) => readonly JsonObject[];
  readonly expected: (ids: {
    readonly manager: string;
    readonly other: string;
  }) => Readonly<Record<string, unknown>>;
}

const one = (operation: JsonObject) => () => [operation];
const gives = (expected: Readonly<Record<string, unknown>>) => () => expected;

const cases: readonly PatchCase[] = [
  {
    name: 'add attributes, default dialect',
    why: 'An operation for each attribute, with a capital letter.',
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
    why: 'A value path without a matching element makes one.',
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
    why: "Microsoft's validators remove.",
    operations: one({ op: 'Remove', path: 'title' }),
    expected: gives({ title: undefined }),
  },
  {
    name: 'replace several attributes, with the flag',
    why: 'With aadOptscim062020 they share an operation without path: dotted keys and URN keys.',
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
    why: 'Lower case, and a path if it is alone.',
    operations: one({ op: 'add', path: 'title', value: 'Chief counsel' }),
    expected: gives({ title: 'Chief counsel' }),
  },
  {
    name: 'remove an attribute, with the flag',
    why: 'Lower case.',
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
    why: 'Without a value.',
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
    why: 'Entra sends them, and means no change.',
    operations: () => [],
    expected: gives({ displayName: 'Ada L.' }),
  },
];

async function run(subject: Subject, { operations, expected }: PatchCase): Promise<void> {
  const path = `/Users/${idFor(subject, 'ada')}`;
  const ids = { manager: idFor(subject, 'manager'), other: idFor(subject, 'other') };
  const operation = patchOf(...operations(ids));
  expectStatus(await subject.ask('PATCH', path, operation), 200, 204);
  const answer = await subject.ask('GET', path);
  expectStatus(answer, 200);
  for (const [name, value] of Object.entries(expected(ids))) {
    const target = parseTargetAttribute(name);
    expectValue(name, target && readTarget(answer.body, target), value);
  }
}

export const patchChecks: readonly Check[] = [
  {
    group: 'Updates',
    name: 'create two managers',
    why: 'References lead to somebody who is there.',
    run: async (subject) => {
      await createUser(subject, 'manager');
      await createUser(subject, 'other');
    },
  },
  ...cases.map((each) => ({
    group: 'Updates',
    name: each.name,
    why: each.why,
    run: (subject: Subject) => run(subject, each),
  })),
];
