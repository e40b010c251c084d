import type { JsonObject } from '../../shared/scim/json.ts';
import { enterprise, uniflow } from '../../test/support/people.ts';
import { rules } from '../people.ts';
import { user as type } from '../../test/support/types.ts';
import type { Group } from './measure.ts';
import { storedUser } from './users.ts';
import { applyPatch, patchedResource, patchOperations } from '../../test/support/patching.ts';

const sizes = [1, 25, 50, 100, 200];

/** The default dialect: one operation for an attribute. */
function plainOperation(n: number): JsonObject {
  const value = `value ${n}`;
  const operations: readonly JsonObject[] = [
    { op: 'Replace', path: 'displayName', value },
    { op: 'Replace', path: 'active', value: n % 2 === 0 ? 'False' : 'True' },
    { op: 'Add', path: 'emails[type eq "work"].value', value: `${n}@example.com` },
    { op: 'Add', path: 'addresses[type eq "work"].streetAddress', value },
    { op: 'Add', path: `${enterprise}:department`, value },
    { op: 'Add', path: `${uniflow}:localUsername`, value },
    { op: 'Add', path: 'name.familyName', value },
    { op: 'Add', path: 'manager', value: [{ value: String(n) }] },
  ];
  return operations[n % operations.length] ?? {};
}

/** `aadOptscim062020`: several attributes in one value, under dotted and qualified keys. */
function joinedOperation(n: number): JsonObject {
  const value = `value ${n}`;
  return {
    op: 'replace',
    value: {
      displayName: value,
      'name.givenName': value,
      [`${enterprise}:employeeNumber`]: String(n),
      'emails[type eq "work"].value': `${n}@example.com`,
    },
  };
}

const dialects = [
  { name: "Entra's default dialect", operation: plainOperation },
  { name: 'aadOptscim062020 (4 keys each)', operation: joinedOperation },
];

function bodyOf(count: number, operation: (n: number) => JsonObject): JsonObject {
  return { Operations: Array.from({ length: count }, (_, n) => operation(n)) };
}

const { id, attributes } = storedUser(1);

export const patching: readonly Group[] = dialects.map(({ name, operation }) => ({
  title: `PATCH, ${name}`,
  unit: 'PATCHes',
  sizeUnit: 'operations',
  cases: sizes.map((size) => {
    const body = bodyOf(size, operation);
    const run = () => applyPatch(attributes, patchOperations(type, id, body));
    return { name: 'read and apply', size, units: 1, run };
  }),
}));

export const validPatching: Group = {
  title: 'PATCH: read, apply and validate the whole user',
  unit: 'PATCHes',
  cases: dialects.map(({ name, operation }) => {
    const body = bodyOf(1, operation);
    const run = () => patchedResource(rules, attributes, patchOperations(type, id, body));
    return { name: `${name}, 1 operation`, units: 1, run };
  }),
};
