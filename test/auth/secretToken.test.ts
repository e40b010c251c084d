import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import {
  createSecretToken,
  findSecretToken,
  hashSecretToken,
  looksLikeSecretToken,
} from '../../shared/auth/secretToken.ts';
import type { Tenant } from '../../shared/tenants/tenant.ts';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

function tenantWith(...tokens: readonly string[]): Tenant {
  const created = '2026-01-01T00:00:00.000Z';
  const secretTokens = tokens.map((token, i) => ({ id: `c${i}`, sha256: hashSecretToken(token), created }));
  return { name: 'demo', created, externalIdRequired: true, secretTokens };
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

describe('what is kept of it', () => {
  test('is its SHA-256', () => {
    const token = createSecretToken();
    expect(hashSecretToken(token)).toBe(createHash('sha256').update(token).digest('hex'));
    expect(JSON.stringify(tenantWith(token))).not.toContain(token.slice(7, -6));
  });

  test('finds each of the valid tokens and no other', () => {
    const [newer, older, foreign] = [createSecretToken(), createSecretToken(), createSecretToken()];
    const tenant = tenantWith(newer, older);
    expect(findSecretToken(tenant, newer)?.id).toBe('c0');
    expect(findSecretToken(tenant, older)?.id).toBe('c1');
    expect(findSecretToken(tenant, foreign)).toBeUndefined();
    expect(findSecretToken(tenantWith(), newer)).toBeUndefined();
  });

  test('the hash itself is no token', () => {
    const token = createSecretToken();
    expect(findSecretToken(tenantWith(token), hashSecretToken(token))).toBeUndefined();
  });

  test.each(['', 'ab', 'zz'.repeat(32), '0'.repeat(63)])('a damaged hash matches nothing: %j', (sha256) => {
    const [record] = tenantWith(createSecretToken()).secretTokens;
    if (record === undefined) throw new Error('There is no record.');
    const tenant = { ...tenantWith(), secretTokens: [{ ...record, sha256 }] };
    expect(findSecretToken(tenant, '')).toBeUndefined();
    expect(findSecretToken(tenant, createSecretToken())).toBeUndefined();
  });
});
