import { describe, expect, test } from 'vitest';
import { etagMatches, requireMatch } from './conditions.ts';
import { thrownBy } from '../../test/support/errors.ts';

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
  });

  test('compares weakly in both directions', () => {
    expect(etagMatches('W/"v1"', '"v1"')).toBe(true);
  });

  test('is not slow on many quotes', () => {
    expect(etagMatches('"'.repeat(100_001), etag)).toBe(false);
  });
});

describe('requireMatch', () => {
  test('lets pass what asks for nothing', () => {
    expect(() => {
      requireMatch(null, etag);
    }).not.toThrow();
  });

  test.each(headers)('%j passes: %s', (header, passes) => {
    if (passes)
      expect(() => {
        requireMatch(header, etag);
      }).not.toThrow();
    else {
      const error = thrownBy(() => {
        requireMatch(header, etag);
      });
      expect([error.status, error.scimType]).toEqual([412, undefined]);
      expect(error.message).toContain(etag);
    }
  });
});
