import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ScimError } from '../../shared/scim/error.ts';
import { canonicalResource } from '../../shared/scim/dialect/canonical.ts';
import { isObject, parseJson, type JsonObject, type JsonValue } from '../../shared/scim/json.ts';
import { createdResource } from '../../shared/scim/user.ts';
import { deepFreeze } from '../support/freeze.ts';
import { badge, badgeUser, core, enterprise, uniflow } from '../support/types.ts';
import { applyPatch, patchedResource, patchOperations } from '../support/patching.ts';

/** What `run` returns, or undefined where it refuses; anything thrown but a ScimError fails the test. */
function unlessRefused<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    expect([400, 413]).toContain(error.status);
    return undefined;
  }
}

const names = [
  ...[
    'userName',
    'externalId',
    'title',
    'name',
    'active',
    'emails',
    'roles',
    'manager',
    'id',
    'meta',
    'schemas',
  ],
  ...['groups', 'givenName', 'value', 'type', 'primary', 'display', 'tags', 'zones', 'level', 'nope'],
  ...['__proto__', 'constructor', 'prototype', core, enterprise, uniflow, badge],
];
const paths = [
  ...names,
  ...[
    'name.givenName',
    'emails.value',
    'emails.primary',
    'manager.value',
    'manager.displayName',
    `${badge}:value`,
  ],
  ...[
    'emails[type eq "work"]',
    'emails[type eq "work"].value',
    'emails[type eq "work"].primary',
    'emails[value pr]',
  ],
  ...['emails[primary eq true].value', 'emails[primary eq "True"].primary', 'emails[type ne "work"].display'],
  ...['emails[type eq "a" and primary eq true]', 'zones[rank gt 1].primary', `${uniflow}:pin`, 'emails[', ''],
];
const scalar = fc.oneof(
  fc.constantFrom('', 'True', 'False', 'work', 'home', 'a@x', 'b@x', '0042'),
  fc.boolean(),
  fc.constant(null),
  fc.integer(),
  fc.string(),
);

/** JSON that comes near to what the service takes, own members called `__proto__` among it. */
const json: fc.Arbitrary<JsonValue> = fc
  .letrec<{ value: string }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      scalar.map((value) => JSON.stringify(value)),
      fc.array(tie('value'), { maxLength: 3 }).map((values) => `[${values.join()}]`),
      fc
        .array(fc.tuple(fc.oneof(fc.constantFrom(...paths), fc.string()), tie('value')), { maxLength: 4 })
        .map((members) => `{${members.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join()}}`),
    ),
  }))
  .value.map(parseJson);

const anyOperation: fc.Arbitrary<JsonValue> = fc.oneof(
  json,
  fc.record(
    { op: fc.oneof(fc.constantFrom('add', 'Replace', 'remove'), json), path: json, value: json },
    { requiredKeys: [] },
  ),
);

const operation: fc.Arbitrary<JsonObject> = fc.record(
  {
    op: fc.constantFrom('add', 'replace', 'remove', 'Add', 'Replace', 'Remove'),
    path: fc.constantFrom(...paths),
    value: json,
  },
  { requiredKeys: ['op', 'value'] },
);

const element = fc
  .record(
    { value: fc.constantFrom('a@x', 'b@x', 'c@x'), type: fc.constantFrom('work', 'home') },
    { requiredKeys: ['value'] },
  )
  .map((each): JsonObject => each);

/** One of `elements` at most is primary. */
const elements = fc
  .tuple(fc.uniqueArray(element, { maxLength: 4 }), fc.nat({ max: 5 }))
  .map(([all, primary]) =>
    all.map((each, i): JsonObject => (i === primary ? { ...each, primary: true } : each)),
  );

const emailOperation: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.record({
    op: fc.constantFrom('add', 'replace', 'remove'),
    path: fc.constant('emails'),
    value: elements,
  }),
  fc.record({
    op: fc.constantFrom('add', 'replace'),
    path: fc.constantFrom(
      'emails',
      'emails[type eq "work"]',
      'emails[value eq "c@x"]',
      'emails[type eq "fax" and primary eq true]',
    ),
    value: fc.oneof(
      element,
      element.map((each): JsonObject => ({ ...each, primary: true })),
      fc.constant<JsonObject>({ primary: true }),
    ),
  }),
  fc.record({
    op: fc.constantFrom('add', 'replace', 'remove'),
    path: fc.constantFrom(
      'emails.primary',
      'emails[type eq "work"].primary',
      'emails[type eq "home"].primary',
      'emails[primary eq "True"].primary',
    ),
    value: fc.constantFrom<JsonValue>(true, false, 'True', null),
  }),
  fc.record({
    op: fc.constantFrom('add', 'replace', 'remove'),
    path: fc.constantFrom(
      'emails[type eq "work"].value',
      'emails[primary eq true].value',
      'emails[type eq "work"].display',
      'emails.type',
    ),
    value: fc.constantFrom('n@x', 'work', ''),
  }),
);

function primaries(resource: JsonObject, name: string): number {
  const value = resource[name];
  return Array.isArray(value)
    ? (value as JsonValue[]).filter((each) => isObject(each) && each.primary === true).length
    : 0;
}

const stored: JsonObject = deepFreeze({
  externalId: 'ext',
  userName: 'ana',
  active: true,
  name: { givenName: 'A' },
  emails: [
    { value: 'a@x', type: 'work', primary: true },
    { value: 'b@x', type: 'home' },
  ],
  [enterprise]: { manager: { value: 'm' } },
  [badge]: {
    owner: 'o',
    zones: [
      { value: 'A', rank: 1 },
      { value: 'B', rank: 2, primary: true },
    ],
  },
});
const rules = { type: badgeUser, policies: new Map<string, never>() };

function expectNothingPolluted(): void {
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(Object.getOwnPropertyDescriptor(Object, 'prototype')?.writable).toBe(false);
}

describe('whatever the JSON', () => {
  test('the operations of a PATCH are taken or refused with a ScimError', () => {
    fc.assert(
      fc.property(fc.array(anyOperation, { maxLength: 4 }), (operations) => {
        const body = deepFreeze({ Operations: operations });
        unlessRefused(() => patchOperations(badgeUser, 'id-1', body));
      }),
      { numRuns: 2000 },
    );
    expectNothingPolluted();
  });

  test('a body is a PATCH or is refused with a ScimError', () => {
    fc.assert(
      fc.property(json.filter(isObject), (body) => {
        unlessRefused(() => patchOperations(badgeUser, 'id-1', body));
      }),
    );
  });

  test('a PATCH is applied or refused with a ScimError, and its input stays as it is', () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 4 }), (operations) => {
        const before = JSON.stringify(stored);
        // What is frozen throws a TypeError where it is changed.
        unlessRefused(() =>
          patchedResource(
            rules,
            stored,
            patchOperations(rules.type, 'id-1', deepFreeze({ Operations: operations })),
          ),
        );
        expect(JSON.stringify(stored)).toBe(before);
      }),
      { numRuns: 3000 },
    );
    expectNothingPolluted();
  });

  test('a resource is read or refused with a ScimError, and only what is known is read', () => {
    const known = new Set(badgeUser.attributes.map(({ name }) => name));
    fc.assert(
      fc.property(json.filter(isObject), (body) => {
        deepFreeze(body);
        const resource = unlessRefused(() => canonicalResource(badgeUser, body)) ?? {};
        expect(Object.keys(resource).filter((name) => !known.has(name))).toEqual([]);
        unlessRefused(() => createdResource(rules, { externalId: 'e', userName: 'u', ...body }));
      }),
      { numRuns: 2000 },
    );
    expectNothingPolluted();
  });
});

describe('a PATCH of elements', () => {
  const patchOf = (emails: readonly JsonObject[], operations: readonly JsonObject[]) => {
    const before = deepFreeze({ ...stored, emails });
    return unlessRefused(() =>
      applyPatch(before, patchOperations(badgeUser, 'id-1', deepFreeze({ Operations: operations }))),
    );
  };

  test('never yields two primaries', () => {
    fc.assert(
      fc.property(
        elements,
        fc.array(emailOperation, { minLength: 1, maxLength: 4 }),
        (emails, operations) => {
          const changed = patchOf(emails, operations);
          if (changed !== undefined) expect(primaries(changed, 'emails')).toBeLessThanOrEqual(1);
        },
      ),
      { numRuns: 5000 },
    );
  });

  test('never leaves an empty list or an empty element', () => {
    fc.assert(
      fc.property(
        elements,
        fc.array(emailOperation, { minLength: 1, maxLength: 4 }),
        (emails, operations) => {
          if (emails.length === 0) return;
          const changed = patchOf(emails, operations)?.emails;
          if (changed === undefined) return;
          expect(changed).not.toEqual([]);
          expect(changed).not.toContainEqual({});
        },
      ),
      { numRuns: 2000 },
    );
  });
});
