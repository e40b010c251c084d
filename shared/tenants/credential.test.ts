import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import {
  validityOf,
  endAfter,
  readExpiry,
  createClientSecret,
  createSecretToken,
  findSecret,
  hashSecretToken,
  looksLikeClientSecret,
  looksLikeSecretToken,
} from './credential.ts';
import { ScimError } from '../scim/error.ts';

const day = 24 * 3_600_000;
const now = Date.parse('2026-06-01T00:00:00.000Z');
const inDays = (days: number, milliseconds = 0) => ({
  expires: new Date(now + days * day + milliseconds).toISOString(),
});

describe('validityOf', () => {
  test.each([
    [{ expires: undefined }, 'valid'],
    [inDays(60, 1), 'valid'],
    [inDays(60), 'expiring'],
    [inDays(0, 1), 'expiring'],
    [inDays(0), 'expired'],
    [inDays(-1), 'expired'],
  ] as const)('%j: %s', (credential, validity) => {
    expect(validityOf(credential, now)).toBe(validity);
  });

  test('an end that is no time has come', () => {
    for (const expires of ['', 'some day', '2026-13-01'])
      expect(validityOf({ expires }, now)).toBe('expired');
  });
});

const today = new Date('2026-06-01T12:00:00.000Z');

test('endAfter counts days of 24 hours, or says that there is no end', () => {
  expect(endAfter(730, today)).toBe('2028-05-31T12:00:00.000Z');
  expect(endAfter(undefined, today)).toBeUndefined();
});

describe('readExpiry', () => {
  test.each([
    ['never', undefined],
    ['Never', undefined],
    ['1d', '2026-06-02T12:00:00.000Z'],
    ['90d', '2026-08-30T12:00:00.000Z'],
    ['2030-12-31', '2030-12-31T00:00:00.000Z'],
    ['2028-02-29', '2028-02-29T00:00:00.000Z'],
    ['2026-06-01T12:00:00.001Z', '2026-06-01T12:00:00.001Z'],
    ['2030-12-31T23:59:59Z', '2030-12-31T23:59:59.000Z'],
    ['2030-12-31T23:59:59+02:00', '2030-12-31T21:59:59.000Z'],
  ])('%s is %s', (text, expires) => {
    expect(readExpiry(text, today)).toBe(expires);
  });

  test.each([
    '',
    ' ',
    '0d',
    '-1d',
    '1.5d',
    '99999d',
    '90',
    '90 d',
    '1y',
    'tomorrow',
    '2026-06-01',
    '2026-06-01T12:00:00Z',
    '2020-01-01',
    '2030-02-30',
    '2030-13-01',
    '2030-12-31T24:00:00Z',
    '2030-12-31T12:00:00',
    '2030-12-31T12:00:00+2:00',
    '31.12.2030',
    '12/31/2030',
    '1893456000000',
  ])('refuses %j with a sentence', (text) => {
    expect(() => readExpiry(text, today)).toThrow(ScimError);
    expect(() => readExpiry(text, today)).toThrow(/number of days.*date.*never/);
  });
});

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** What is kept of tokens. */
function recordsOf(...tokens: readonly string[]) {
  return tokens.map((token, i) => ({ id: `c${i}`, sha256: hashSecretToken(token) }));
}

describe('a secret token', () => {
  test('is a prefix, 30 characters of base62 and six of a checksum over them', () => {
    for (let i = 0; i < 200; i += 1) {
      const token = createSecretToken();
      expect(token).toMatch(/^ufscim_[0-9A-Za-z]{36}$/);
      const checksum = Array.from(token.slice(-6)).reduce(
        (sum, digit) => sum * 62 + alphabet.indexOf(digit),
        0,
      );
      expect(checksum).toBe(crc32(token.slice(7, -6)));
      expect(looksLikeSecretToken(token)).toBe(true);
    }
  });

  test('is never the same twice, and uses the whole alphabet', () => {
    const tokens = Array.from({ length: 1_000 }, createSecretToken);
    expect(new Set(tokens).size).toBe(tokens.length);
    // Fit for the field of every cloud.
    expect(tokens[0]).toMatch(/^[\x21-\x7e]{32,511}$/);
    const used = new Set(tokens.flatMap((token) => Array.from(token.slice(7, -6))));
    expect([...used].sort().join('')).toBe(Array.from(alphabet).sort().join(''));
  });

  test('is told from one with any single character changed, cut off or added', () => {
    const token = createSecretToken();
    for (let i = 0; i < token.length; i += 1) {
      const other = token.charAt(i) === 'x' ? 'y' : 'x';
      expect(looksLikeSecretToken(token.slice(0, i) + other + token.slice(i + 1)), `at ${i}`).toBe(false);
      expect(looksLikeSecretToken(token.slice(0, i)), `cut at ${i}`).toBe(false);
    }
    for (const wrong of [
      `${token}x`,
      ` ${token}`,
      `${token} `,
      token.toUpperCase(),
      token.toLowerCase(),
      '',
    ]) {
      expect(looksLikeSecretToken(wrong)).toBe(false);
    }
  });
});

test('a client secret is made like it, and neither is taken for the other', () => {
  const [token, secret] = [createSecretToken(), createClientSecret()];
  expect(secret).toMatch(/^ufscimc_[0-9A-Za-z]{36}$/);
  expect([looksLikeClientSecret(secret), looksLikeClientSecret(token)]).toEqual([true, false]);
  expect([looksLikeSecretToken(secret), looksLikeSecretToken(token)]).toEqual([false, true]);
});

describe('what is kept of it', () => {
  test('is its SHA-256', () => {
    const token = createSecretToken();
    expect(hashSecretToken(token)).toBe(createHash('sha256').update(token).digest('hex'));
    expect(JSON.stringify(recordsOf(token))).not.toContain(token.slice(7, -6));
  });

  test('finds each of the valid tokens and no other', () => {
    const [newer, older, foreign] = [createSecretToken(), createSecretToken(), createSecretToken()];
    const records = recordsOf(newer, older);
    expect(findSecret(records, newer)?.id).toBe('c0');
    expect(findSecret(records, older)?.id).toBe('c1');
    expect(findSecret(records, foreign)).toBeUndefined();
    expect(findSecret(recordsOf(), newer)).toBeUndefined();
  });

  test('the hash itself is no token', () => {
    const token = createSecretToken();
    expect(findSecret(recordsOf(token), hashSecretToken(token))).toBeUndefined();
  });

  test.each(['', 'ab', 'zz'.repeat(32), '0'.repeat(63), 'ü'.repeat(32)])(
    'a damaged hash matches nothing: %j',
    (sha256) => {
      expect(findSecret([{ sha256 }], '')).toBeUndefined();
      expect(findSecret([{ sha256 }], createSecretToken())).toBeUndefined();
    },
  );
});
