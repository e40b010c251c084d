import { describe, expect, test } from 'vitest';
import { isAlphabet, keepsTo, policyInWords, type Alphabet } from './valuePolicy.ts';

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
