import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ScimError } from '../../shared/scim/error.ts';
import { validate } from '../../shared/scim/schema/validate.ts';
import { jsonEqual, type JsonObject, type JsonValue } from '../../shared/scim/json.ts';
import { createdResource } from '../../shared/scim/user.ts';
import { deepFreeze } from '../support/freeze.ts';
import { core, enterprise, patchUrn, uniflow } from '../support/people.ts';
import { user as type } from '../support/types.ts';
import { patchedResource, patchOperations } from '../support/patching.ts';

// What a PATCH makes of a resource: one that its schema allows, that goes into a POST as it is, and that another
// PATCH turns back into what it was.

const rules = { type, policies: new Map<string, never>() };
const text = fc.constantFrom('a', 'B', 'work', 'true', 'x y', '😀', '0042');

const element = fc.record(
  { value: text, type: fc.constantFrom('work', 'home'), display: text },
  { requiredKeys: ['value'] },
);

/** At most one is primary, as in every user of a service provider. */
const elements = fc
  .record({ list: fc.array(element, { minLength: 1, maxLength: 3 }), primary: fc.nat(3) })
  .map(({ list, primary }) => list.map((each, i) => (i === primary ? { ...each, primary: true } : each)));

const person: fc.Arbitrary<JsonObject> = fc
  .record(
    {
      externalId: text,
      userName: text,
      active: fc.boolean(),
      title: text,
      name: fc.record({ givenName: text, familyName: text }, { requiredKeys: [] }),
      emails: elements,
      phoneNumbers: elements,
      addresses: fc.array(fc.record({ type: text, locality: text }), { minLength: 1, maxLength: 2 }),
      [enterprise]: fc.record(
        { department: text, manager: fc.record({ value: text, $ref: text }, { requiredKeys: ['value'] }) },
        { requiredKeys: [] },
      ),
      [uniflow]: fc.record({ cardNumber: text, localUsername: text, pin: text }, { requiredKeys: [] }),
    },
    { requiredKeys: ['externalId', 'userName'] },
  )
  .map((body) => createdResource(rules, JSON.parse(JSON.stringify(body)) as JsonObject));

const paths = [
  'userName',
  'externalId',
  'active',
  'title',
  'name',
  'name.givenName',
  'emails',
  'emails.type',
  'emails[type eq "work"]',
  'emails[type eq "work"].value',
  'emails[primary eq true].display',
  'emails[value eq "a" and type eq "home"].primary',
  'phoneNumbers[not (type eq "work")]',
  'addresses[type eq "work"].locality',
  'department',
  'manager',
  `${enterprise}:manager.value`,
  `${core}:title`,
  enterprise,
  uniflow,
  `${uniflow}:pin`,
  'cardNumber',
];
const value: fc.Arbitrary<JsonValue> = fc.oneof(
  text,
  fc.boolean(),
  fc.constantFrom(null, '', 'True'),
  element,
  elements,
  fc.record({ givenName: text }),
  fc.record({ department: text, manager: fc.record({ value: text }) }),
  fc.record({ cardNumber: text }),
);
const wrongValue = fc.constantFrom<JsonValue>(
  7,
  [],
  {},
  [[]],
  { primary: 1 },
  [{ value: 7 }],
  { unknown: 'x' },
  [
    { value: 'a', primary: true },
    { value: 'b', primary: true },
  ],
);

function operations(given: fc.Arbitrary<JsonValue>): fc.Arbitrary<JsonObject[]> {
  const op = fc.constantFrom('add', 'Replace', 'remove');
  const path = fc.constantFrom(...paths);
  return fc.array(
    fc.oneof(
      fc.record({ op, path, value: given }),
      fc.record({ op, path }),
      fc.record({ op: fc.constantFrom('add', 'replace'), value: fc.dictionary(path, given, { maxKeys: 3 }) }),
    ),
    { minLength: 1, maxLength: 4 },
  );
}

/** The resource that a PATCH makes; undefined where it is refused. */
function patched(resource: JsonObject, given: readonly JsonObject[]): JsonObject | undefined {
  try {
    const body = { schemas: [patchUrn], Operations: given };
    return patchedResource(rules, resource, patchOperations(type, 'id', body));
  } catch (error) {
    if (error instanceof ScimError) return undefined;
    throw error;
  }
}

test('its schema allows it, and one value at most is primary', () => {
  let made = 0;
  fc.assert(
    fc.property(person, operations(fc.oneof(value, wrongValue)), (resource, given) => {
      const changed = patched(deepFreeze(resource), deepFreeze(given));
      if (changed === undefined) return;
      made += 1;
      validate(type, changed);
      for (const list of Object.values(changed).filter((each) => Array.isArray(each))) {
        const primaries = (list as JsonObject[]).filter(({ primary }) => primary === true);
        expect(primaries.length).toBeLessThan(2);
      }
    }),
    { numRuns: 3_000 },
  );
  expect(made).toBeGreaterThan(100);
});

test('it goes into a POST and comes out the same', () => {
  fc.assert(
    fc.property(person, operations(value), (resource, given) => {
      const changed = patched(resource, given);
      if (changed !== undefined) expect(createdResource(rules, changed)).toEqual(changed);
    }),
    { numRuns: 2_000 },
  );
});

test('the inverse of the PATCH restores what it was', () => {
  let undone = 0;
  fc.assert(
    fc.property(person, operations(value), (resource, given) => {
      const changed = patched(resource, given);
      if (changed === undefined) return;
      const inverse = inverseOf(resource, changed);
      if (inverse.length > 0) undone += 1;
      expect(patched(changed, inverse)).toEqual(resource);
    }),
    { numRuns: 2_000 },
  );
  expect(undone).toBeGreaterThan(100);
});

/** What leads back: by the whole of each top-level attribute that differs. */
function inverseOf(before: JsonObject, after: JsonObject): JsonObject[] {
  return type.attributes.flatMap(({ name, type: kind, multiValued }): JsonObject[] => {
    const [old, now] = [before[name], after[name]];
    if (jsonEqual(old, now)) return [];
    const remove = { op: 'remove', path: name };
    if (old === undefined) return [remove];
    // A complex value merges: what is in the way has to go first.
    const merges = kind === 'complex' && !multiValued && now !== undefined;
    return [...(merges ? [remove] : []), { op: 'replace', path: name, value: old }];
  });
}
