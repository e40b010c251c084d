import { describe, expect, test } from 'vitest';
import { ScimError } from '../scim/error.ts';
import { endAfter, readExpiry } from './expiry.ts';

const now = new Date('2026-06-01T12:00:00.000Z');

test('endAfter counts days of 24 hours, or says that there is no end', () => {
  expect(endAfter(730, now)).toBe('2028-05-31T12:00:00.000Z');
  expect(endAfter(undefined, now)).toBeUndefined();
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
    expect(readExpiry(text, now)).toBe(expires);
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
    expect(() => readExpiry(text, now)).toThrow(ScimError);
    expect(() => readExpiry(text, now)).toThrow(/number of days.*date.*never/);
  });
});
