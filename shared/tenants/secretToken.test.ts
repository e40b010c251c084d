import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import {
  createClientSecret,
  createSecretToken,
  findSecret,
  hashSecretToken,
  looksLikeClientSecret,
  looksLikeSecretToken,
} from './secretToken.ts';

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
