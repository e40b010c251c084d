import { describe, expect, test } from 'vitest';
import { isTenantName } from './tenant.ts';

describe('isTenantName', () => {
  test.each(['a', '0', 'demo', 'a-b', 'a--b', '0-9', 'a'.repeat(63), `a${'-'.repeat(61)}z`])(
    '%s is one',
    (name) => {
      expect(isTenantName(name)).toBe(true);
    },
  );

  test.each([
    '',
    '-',
    'a-',
    '-a',
    'A',
    'aB',
    'a_b',
    'a.b',
    'a b',
    'ä',
    'a/b',
    "a'",
    'a\n',
    '\na',
    'a'.repeat(64),
  ])('%j is none', (name) => {
    expect(isTenantName(name)).toBe(false);
  });
});
