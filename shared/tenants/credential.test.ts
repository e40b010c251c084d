import { describe, expect, test } from 'vitest';
import { validityOf } from './credential.ts';

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
