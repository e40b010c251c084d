import { describe, expect, test } from 'vitest';
import { validate, isAlphabet, keepsTo, policyInWords, type Alphabet } from './validate.ts';
import type { JsonObject } from '../json.ts';
import { expectRefusal } from '../../../test/support/errors.ts';
import { enterprise, uniflow, user, userTypeWith } from '../../../test/support/types.ts';

const least = { externalId: 'ext', userName: 'ana' };

describe('validate', () => {
  test.each<[string, JsonObject]>([
    ['the least', {}],
    [
      'every kind of value',
      {
        active: true,
        name: { givenName: 'A' },
        emails: [{ value: 'a', primary: false }],
        [enterprise]: { manager: { value: 'm' } },
      },
    ],
    ['an address that is none: values come back as they were sent', { emails: [{ value: 'no address' }] }],
    ['a type that is not canonical', { emails: [{ value: 'a', type: 'holiday' }] }],
    ['a reference that is no URL', { profileUrl: 'x' }],
    ['an empty list', { emails: [] }],
  ])('takes %s', (_what, part) => {
    expect(() => {
      validate(user, { ...least, ...part });
    }).not.toThrow();
  });

  test.each<[JsonObject, string]>([
    [{ userName: 5 }, 'userName must be a string, not a number.'],
    [{ active: 'True' }, 'active must be a boolean, not a string.'],
    [{ title: null }, 'title must be a string, not null.'],
    [{ title: ['x'] }, 'title must be a string, not an array.'],
    [{ name: [] }, 'name must be an object, not an array.'],
    [{ name: { givenName: {} } }, 'name.givenName must be a string, not an object.'],
    [{ emails: { value: 'a' } }, 'emails must be an array, not an object.'],
    [{ emails: ['a'] }, 'emails must be an object, not a string.'],
    [{ emails: [{ value: 'a' }, { value: 1 }] }, 'emails.value must be a string, not a number.'],
    [{ [uniflow]: { pin: 4711 } }, `${uniflow}:pin must be a string, not a number.`],
    [
      { [enterprise]: { manager: { value: 5 } } },
      `${enterprise}:manager.value must be a string, not a number.`,
    ],
    [{ [enterprise]: 'x' }, `${enterprise} must be an object, not a string.`],
  ])('names the attribute by its SCIM path: %j', (part, detail) => {
    const refused = () => {
      validate(user, { ...least, ...part });
    };
    expectRefusal(refused, 'invalidValue', detail);
    expectRefusal(refused, 'invalidValue', /^((?!4711).)*$/);
  });

  test.each(['userName', 'externalId'])('insists on %s', (name) => {
    const resource = Object.fromEntries(Object.entries(least).filter(([other]) => other !== name));
    expectRefusal(
      () => {
        validate(user, resource);
      },
      'invalidValue',
      `${name} is required and was not sent.`,
    );
  });

  test('does not insist on what a tenant does not ask for', () => {
    expect(() => {
      validate(userTypeWith([], new Set(['externalId'])), { userName: 'ana' });
    }).not.toThrow();
  });

  test('lets a person go on lacking what has become required since', () => {
    expect(() => {
      validate(user, { userName: 'ana', active: false }, { userName: 'ana' });
    }).not.toThrow();
    expectRefusal(
      () => {
        validate(user, { userName: 'ana' }, least);
      },
      'invalidValue',
      'externalId is required',
    );
  });

  test('takes no inherited member for an attribute', () => {
    const resource = Object.assign(Object.create({ userName: 'inherited' }) as JsonObject, {
      externalId: 'ext',
    });
    expectRefusal(
      () => {
        validate(user, resource);
      },
      'invalidValue',
      'userName is required',
    );
  });

  test('needs a validator', () => {
    expect(() => {
      validate({ ...user, id: 'Robot' }, least);
    }).toThrow(/Robot/);
  });
});

describe('isAlphabet', () => {
  test.each([
    ['digits', true],
    ['alphanumeric', true],
    ['printable', true],
    ['Digits', false],
    ['', false],
    ['constructor', false],
    ['__proto__', false],
  ])('%s: %s', (name, expected) => {
    expect(isAlphabet(name)).toBe(expected);
  });
});

describe('keepsTo', () => {
  test.each<[Alphabet, string, boolean]>([
    ['digits', '0042', true],
    ['digits', '123', false],
    ['digits', '1234567890123456', true],
    ['digits', '12345678901234567', false],
    ['digits', '12 34', false],
    ['digits', '-1234', false],
    ['digits', '١٢٣٤', false],
    ['digits', '1234\n', false],
    ['alphanumeric', 'aZ09', true],
    ['alphanumeric', 'aZ0-', false],
    ['alphanumeric', 'éééé', false],
    ['printable', 'a é-😀', true],
    ['printable', 'ab\u0000cd', false],
    ['printable', 'ab\ncd', false],
    ['printable', 'ab\u2028cd', false],
    ['printable', 'ab\u200Bcd', false],
    // Four characters, eight UTF-16 units; and three.
    ['printable', '😀😀😀😀', true],
    ['printable', '😀😀😀', false],
  ])('%s, 4 to 16: %j → %s', (alphabet, value, expected) => {
    expect(keepsTo({ minLength: 4, maxLength: 16, alphabet }, value)).toBe(expected);
  });
});

describe('policyInWords', () => {
  test('says a range, and a length', () => {
    expect(policyInWords({ minLength: 4, maxLength: 16, alphabet: 'digits' })).toBe(
      'must be 4 to 16 digits (0-9)',
    );
    expect(policyInWords({ minLength: 6, maxLength: 6, alphabet: 'alphanumeric' })).toBe(
      'must be 6 letters and digits (A-Z, a-z, 0-9)',
    );
  });
});
