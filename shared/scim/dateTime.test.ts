import { describe, expect, test } from 'vitest';
import { parseDateTime } from './dateTime.ts';

describe('parseDateTime', () => {
  test.each([
    ['2026-01-31T08:00:00Z', Date.UTC(2026, 0, 31, 8)],
    ['2026-01-31t08:00:00z', Date.UTC(2026, 0, 31, 8)],
    ['2026-01-31T08:00:00', Date.UTC(2026, 0, 31, 8)],
    ['2026-01-31T08:00:00+00:00', Date.UTC(2026, 0, 31, 8)],
    ['2026-01-31T08:00:00-00:00', Date.UTC(2026, 0, 31, 8)],
    ['2026-01-31T08:00:00+05:30', Date.UTC(2026, 0, 31, 2, 30)],
    ['2026-01-31T23:00:00-02:00', Date.UTC(2026, 1, 1, 1)],
    ['2026-01-31T08:00:00.1Z', Date.UTC(2026, 0, 31, 8, 0, 0, 100)],
    ['2026-01-31T08:00:00.123Z', Date.UTC(2026, 0, 31, 8, 0, 0, 123)],
    ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
    ['1969-12-31T23:59:59Z', -1000],
  ])('%s', (text, instant) => {
    expect(parseDateTime(text)).toBe(instant);
  });

  test.each([
    ['nothing', ''],
    ['a date', '2026-01-31'],
    ['a time without seconds', '2026-01-31T08:00Z'],
    ['a space for the T', '2026-01-31 08:00:00Z'],
    ['white space around', ' 2026-01-31T08:00:00Z'],
    ['a line break behind', '2026-01-31T08:00:00Z\n'],
    ['an offset without a colon', '2026-01-31T08:00:00+0100'],
    ['a point without digits', '2026-01-31T08:00:00.Z'],
    ['a month that is none', '2026-13-01T00:00:00Z'],
    ['a day that no month has', '2026-01-32T00:00:00Z'],
    ['a day that this month does not have', '2026-02-30T00:00:00Z'],
    ['a leap day in a common year', '2026-02-29T00:00:00Z'],
    ['the hour 24', '2026-01-31T24:00:00Z'],
    ['the minute 60', '2026-01-31T08:60:00Z'],
    ['an offset that is none', '2026-01-31T08:00:00+25:00'],
    ['words', 'January 31, 2026 08:00:00'],
  ])('%s is none', (_what, text) => {
    expect(parseDateTime(text)).toBeUndefined();
  });
});
