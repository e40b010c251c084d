import { describe, expect, test } from 'vitest';
import type { JsonObject, JsonValue } from './json.ts';
import { createdResource, replacedResource, type Rules, etagMatches, requireMatch } from './user.ts';
import type { ValuePolicies } from './schema/validate.ts';
import { expectRefusal } from '../../test/support/errors.ts';
import { deepFreeze } from '../../test/support/freeze.ts';
import { badge, badgeUser, core, enterprise, uniflow, userTypeWith } from '../../test/support/types.ts';
import { patchedResource, patchOperations } from '../../test/support/patching.ts';

const policies: ValuePolicies = new Map([
  [`${uniflow}:pin`, { minLength: 4, maxLength: 16, alphabet: 'digits' }],
  [`${uniflow}:cardNumber`, { minLength: 1, maxLength: 8, alphabet: 'printable' }],
]);
const rules: Rules = { type: badgeUser, policies };

const create = (body: JsonObject) => createdResource(rules, deepFreeze(body));
const replace = (old: JsonObject, body: JsonObject) =>
  replacedResource(rules, deepFreeze(old), deepFreeze(body));
const patch = (old: JsonObject, ...operations: JsonValue[]) =>
  patchedResource(
    rules,
    deepFreeze(old),
    patchOperations(rules.type, 'id-1', deepFreeze({ Operations: operations })),
  );

const least = { externalId: 'ext', userName: 'ana' };
const stored: JsonObject = deepFreeze({ ...least, active: true });

describe('createdResource', () => {
  test('keeps what was sent, as it was sent', () => {
    const body = {
      ...least,
      active: false,
      emails: [{ primary: true, type: 'work', value: 'A@X' }],
      phoneNumbers: [{ type: 'work', value: ' +1 (555) 01-23 ' }],
      [enterprise]: { employeeNumber: '007' },
      [uniflow]: { cardNumber: '00123', pin: '0042', localUsername: 'Ana' },
    };
    expect(create({ ...body, schemas: [core], meta: { resourceType: 'User' } })).toEqual(body);
  });

  test.each<[JsonValue | undefined]>([[undefined], [null], [''], [[]]])(
    'takes active %j for true',
    (active) => {
      const body: JsonObject = active === undefined ? least : { ...least, active };
      expect(create(body)).toEqual({ ...least, active: true });
    },
  );

  test('takes out what is unassigned', () => {
    const body = {
      ...least,
      title: '',
      displayName: null,
      nickName: [],
      emails: [],
      roles: [{ value: '' }],
      name: { givenName: null, familyName: '' },
      [enterprise]: { department: null, manager: { value: '' } },
    };
    expect(create(body)).toEqual({ ...least, active: true });
  });

  test('forgets a password', () => {
    expect(create({ ...least, password: 'secret' })).toEqual({ ...least, active: true });
  });

  test.each(['userName', 'externalId'])('insists on %s', (name) => {
    for (const value of [null, '', []]) {
      expectRefusal(() => create({ ...least, [name]: value }), 'invalidValue', `${name} is required`);
    }
    const rest = Object.fromEntries(Object.entries(least).filter(([other]) => other !== name));
    expectRefusal(() => create(rest), 'invalidValue', `${name} is required`);
  });

  test('refuses a userName of white space alone', () => {
    const name = 'userName';
    const old = { ...stored, [name]: ' ' };
    for (const value of [' ', '\t\n', '\u00a0\u3000', [' ']]) {
      expectRefusal(() => create({ ...least, [name]: value }), 'invalidValue', 'white space alone');
      expectRefusal(() => replace(stored, { ...least, [name]: value }), 'invalidValue', 'white space alone');
      expectRefusal(() => patch(stored, { op: 'replace', path: name, value }), 'invalidValue', 'white space');
    }
    // A user who has one already can still be disabled.
    expect(patch(old, { op: 'replace', path: 'active', value: false })).toEqual({ ...old, active: false });
  });

  test('does not insist on externalId where the tenant does not', () => {
    const lenient = { type: userTypeWith([], new Set(['externalId'])), policies };
    expect(createdResource(lenient, { userName: 'ana' })).toEqual({ userName: 'ana', active: true });
  });

  test.each<[JsonObject, string | RegExp]>([
    [{ userName: 5 }, 'userName must be a string, not a number'],
    [{ userName: ['a', 'b'] }, 'userName must be a string, not an array'],
    [{ userName: { value: 'a', type: 'b' } }, 'userName must be a string, not an object'],
    [{ externalId: true }, 'externalId must be a string, not a boolean'],
    [{ displayName: 1.5 }, 'displayName must be a string, not a number'],
    [{ title: {} }, /^title (must be a string, not|can't be) an object/],
    [{ active: 'yes' }, 'active must be a boolean, not a string'],
    [{ active: 1 }, 'active must be a boolean, not a number'],
    [{ active: {} }, /^active (must be a boolean, not|can't be) an object/],
    [{ active: ['True', 'True'] }, 'active must be a boolean, not an array'],
    [{ name: 'Ana' }, 'name must be an object, not a string'],
    [{ name: { givenName: 5 } }, 'name.givenName must be a string'],
    [{ emails: 7 }, 'emails must be an object, not a number'],
    [{ emails: [['a']] }, 'emails must be an object, not an array'],
    [{ emails: [{ value: 5 }] }, 'emails.value must be a string'],
    [{ addresses: 'Main Street' }, 'addresses must be an object, not a string'],
    [{ addresses: [{ postalCode: 1067 }] }, 'addresses.postalCode must be a string'],
    [{ [enterprise]: { department: 7 } }, `${enterprise}:department must be a string`],
    [{ [enterprise]: { manager: 7 } }, `${enterprise}:manager must be an object`],
    [{ [enterprise]: [1, 2] }, `${enterprise} must be an object`],
    [{ emails: [{ value: 'a', primary: 'yes' }] }, 'emails.primary must be a boolean'],
    [{ [uniflow]: 'x' }, `${uniflow} must be an object`],
    [{ [uniflow]: { cardNumber: 123 } }, `${uniflow}:cardNumber must be a string`],
    [{ [uniflow]: { cardNumber: ['1', '2'] } }, `${uniflow}:cardNumber must be a string`],
    [{ [uniflow]: { localUsername: { a: 1 } } }, `${uniflow}:localUsername must be a string`],
    [{ manager: ['a', 'b'] }, `${enterprise}:manager must be an object, not an array`],
  ])('validates %j', (part, detail) => {
    expectRefusal(() => create({ ...least, ...part }), 'invalidValue', detail);
    expectRefusal(() => replace(stored, { ...least, ...part }), 'invalidValue', detail);
    expectRefusal(() => patch(stored, { op: 'add', value: part }), 'invalidValue', detail);
  });

  test.each<[string, JsonObject]>([
    [
      'the core schema',
      {
        emails: [
          { value: 'a', primary: true },
          { value: 'b', primary: 'True' },
        ],
      },
    ],
    [
      'an extension',
      {
        [badge]: {
          owner: 'o',
          zones: [
            { value: 'a', primary: true },
            { value: 'b', primary: true },
          ],
        },
      },
    ],
  ])('refuses two primaries in %s', (_what, part) => {
    expectRefusal(() => create({ ...least, ...part }), 'invalidValue', /2 primary values/);
    expectRefusal(() => replace(stored, { ...least, ...part }), 'invalidValue', /2 primary values/);
  });

  test.each<[Record<string, string>, string]>([
    [{ pin: '123' }, `${uniflow}:pin must be 4 to 16 digits (0-9)`],
    [{ pin: '12345678901234567' }, `${uniflow}:pin must be 4 to 16`],
    [{ pin: '12x4' }, `${uniflow}:pin must be`],
    [{ cardNumber: '123456789' }, `${uniflow}:cardNumber must be 1 to 8 printable characters`],
  ])('keeps to the policies: %j', (part, detail) => {
    expectRefusal(() => create({ ...least, [uniflow]: part }), 'invalidValue', detail);
    for (const value of Object.values(part)) {
      expectRefusal(
        () => create({ ...least, [uniflow]: part }),
        'invalidValue',
        new RegExp(`^((?!${value}).)*$`),
      );
    }
  });
});

describe('replacedResource', () => {
  const old: JsonObject = deepFreeze({
    ...stored,
    active: false,
    title: 'Clerk',
    emails: [{ value: 'a@x' }],
    [enterprise]: { department: 'Sales' },
    [uniflow]: { cardNumber: '007', pin: 'sealed', cardRegistrationCode: 'sealed too' },
  });
  const secrets = { [uniflow]: { pin: 'sealed', cardRegistrationCode: 'sealed too' } };

  test('unassigns what is left out, but not secrets, and leaves active', () => {
    expect(replace(old, least)).toEqual({ ...least, active: false, ...secrets });
  });

  test('replaces what is sent', () => {
    const body = {
      externalId: 'e2',
      userName: 'eva',
      active: true,
      [uniflow]: { pin: '1234', cardNumber: '1' },
    };
    expect(replace(old, body)).toEqual({
      ...body,
      [uniflow]: { pin: '1234', cardNumber: '1', cardRegistrationCode: 'sealed too' },
    });
  });

  test.each([null, '', []])('leaves active where it is %j', (active) => {
    expect(replace(old, { ...least, active })).toMatchObject({ active: false });
  });

  test('removes a secret that is nulled', () => {
    expect(replace(old, { ...least, [uniflow]: { pin: null } })).toMatchObject({
      [uniflow]: { cardRegistrationCode: 'sealed too' },
    });
    expect(replace(old, { ...least, [uniflow]: { pin: '' } })[uniflow]).not.toHaveProperty('pin');
  });

  test('keeps secrets where their extension is left out or empty', () => {
    for (const extension of [null, {}, '']) {
      expect(replace(old, { ...least, [uniflow]: extension })).toEqual({
        ...least,
        active: false,
        ...secrets,
      });
    }
  });

  test('ignores what is read-only', () => {
    expect(replace(old, { ...least, id: 'x', meta: { version: 'x' }, groups: [{ value: 'g' }] })).toEqual({
      ...least,
      active: false,
      ...secrets,
    });
  });

  test.each(['userName', 'externalId'])('insists on %s', (name) => {
    expectRefusal(() => replace(old, { ...least, [name]: null }), 'invalidValue', `${name} is required`);
  });
});

describe('patchedResource', () => {
  test('forgets a password', () => {
    expect(patch(stored, { op: 'add', path: 'password', value: 'secret' })).toEqual(stored);
  });

  test('changes nothing by no operations', () => {
    expect(patch(stored)).toEqual(stored);
  });

  test('refuses the whole where the outcome is not valid', () => {
    expectRefusal(
      () =>
        patch(stored, { op: 'add', path: 'title', value: 'T' }, { op: 'add', path: 'nickName', value: 5 }),
      'invalidValue',
      'nickName must be a string',
    );
  });

  test.each<[string, JsonValue]>([
    ['title', { a: 1 }],
    ['title', ['a', 'b']],
    ['emails', [5]],
    ['emails', [['a']]],
    ['emails[type eq "work"]', 5],
    ['emails[type eq "work"]', ['a', 'b']],
    ['name.givenName', true],
    ['manager', 5],
    ['active', 'maybe'],
  ])('validates %s ← %j', (path, value) => {
    expectRefusal(() => patch(stored, { op: 'replace', path, value }), 'invalidValue');
  });

  test('does not hold what is stored against a policy that came later', () => {
    const old = { ...stored, [uniflow]: { pin: 'sealed under an older policy', cardNumber: '123456789' } };
    expect(patch(old, { op: 'Replace', path: 'active', value: 'False' })).toEqual({ ...old, active: false });
    expectRefusal(() => patch(old, { op: 'add', path: 'pin', value: '1' }), 'invalidValue', 'pin must be');
  });
});

describe('an immutable attribute', () => {
  const badged: JsonObject = deepFreeze({ ...stored, [badge]: { owner: 'o', serial: 'S1' } });

  test('may be set once', () => {
    expect(create({ ...least, [badge]: { owner: 'o', serial: 'S1' } })).toEqual(badged);
    expect(patch({ ...stored, [badge]: { owner: 'o' } }, { op: 'add', path: 'serial', value: 'S1' })).toEqual(
      badged,
    );
    expect(replace(stored, { ...least, [badge]: { owner: 'o', serial: 'S1' } })).toEqual(badged);
  });

  test('may be sent again unchanged', () => {
    expect(patch(badged, { op: 'replace', path: 'serial', value: 'S1' })).toEqual(badged);
    expect(replace(badged, { ...least, [badge]: { owner: 'o', serial: 'S1' } })).toEqual(badged);
  });

  test.each<[string, JsonObject]>([
    ['replaced', { op: 'replace', path: 'serial', value: 'S2' }],
    ['replaced in other case', { op: 'replace', path: 'serial', value: 's1' }],
    ['added to', { op: 'add', value: { [badge]: { serial: 'S2' } } }],
    ['nulled', { op: 'replace', path: `${badge}:serial`, value: null }],
    ['removed', { op: 'remove', path: `${badge}:serial` }],
    ['removed with its extension', { op: 'remove', path: badge }],
  ])('can’t be %s', (_what, operation) => {
    expectRefusal(() => patch(badged, operation), 'mutability', `${badge}:serial`);
  });

  test('can’t be replaced by a PUT', () => {
    const body = { ...least, [badge]: { owner: 'o', serial: 'S2' } };
    expectRefusal(() => replace(badged, body), 'mutability', `${badge}:serial can be set once`);
  });
});

const etag = 'W/"v1"';

const headers: readonly (readonly [string, boolean])[] = [
  ['*', true],
  [' * ', true],
  ['W/"v1"', true],
  ['"v1"', true],
  ['W/"v0", W/"v1"', true],
  ['"v0","v1"', true],
  ['W/"v0" , "v2",W/"v1"', true],
  ['"a,b", W/"v1"', true],
  ['W/"v2"', false],
  ['"v0", "v2"', false],
  ['"V1"', false],
  ['"v1 "', false],
  ['v1', false],
  ['W/v1', false],
  ['"v0,v1"', false],
  ['"*"', false],
  ['', false],
  ['"v1', false],
];

describe('names', () => {
  test.each(headers)('%j → %s', (header, expected) => {
    expect(etagMatches(header, etag)).toBe(expected);
    const require = () => {
      requireMatch(header, etag);
    };
    if (expected) require();
    else expect(require).toThrow(expect.objectContaining({ status: 412, scimType: undefined }));
  });

  test('a header that is not there asks for nothing; else the refusal names the version', () => {
    requireMatch(null, etag);
    expect(() => {
      requireMatch('"v2"', etag);
    }).toThrow(etag);
  });

  test('compares weakly in both directions', () => {
    expect(etagMatches('W/"v1"', '"v1"')).toBe(true);
  });

  test('is not slow on many quotes', () => {
    expect(etagMatches('"'.repeat(100_001), etag)).toBe(false);
  });
});
