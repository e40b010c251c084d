import { expect, test } from 'vitest';
import { readSchedule } from './schedule.ts';

/** The first occurrences after a moment, a Wednesday. */
function occurrences(expression: string, count: number, from = '2025-01-01T00:00:00.500Z'): string[] {
  const schedule = readSchedule('tidy', expression);
  let moment: Date | undefined = new Date(from);
  return Array.from({ length: count }, () => {
    moment = moment && schedule.next(moment);
    return moment?.toISOString() ?? 'never';
  });
}

test.each<[expression: string, ...occurrences: string[]]>([
  ['* * * * * *', '2025-01-01T00:00:01.000Z', '2025-01-01T00:00:02.000Z'],
  ['0 17 * * * *', '2025-01-01T00:17:00.000Z', '2025-01-01T01:17:00.000Z'],
  ['17 * * * *', '2025-01-01T00:17:00.000Z', '2025-01-01T01:17:00.000Z'],
  [' 0  5/25 * * * * ', '2025-01-01T00:05:00.000Z', '2025-01-01T00:30:00.000Z', '2025-01-01T00:55:00.000Z'],
  ['0 0 9-17/4 * * 1-5', '2025-01-01T09:00:00.000Z', '2025-01-01T13:00:00.000Z', '2025-01-01T17:00:00.000Z'],
  ['0 30 02 * JAN,mar sun', '2025-01-05T02:30:00.000Z', '2025-01-12T02:30:00.000Z'],
  // Both days must fit.
  ['0 0 0 13 * 5', '2025-06-13T00:00:00.000Z', '2026-02-13T00:00:00.000Z'],
  ['0 0 0 29 2 *', '2028-02-29T00:00:00.000Z', '2032-02-29T00:00:00.000Z'],
])('%s, in UTC', (expression, ...expected) => {
  expect(occurrences(expression, expected.length)).toEqual(expected);
});

test.each([
  ['', 'is no NCRONTAB expression of five fields, or of six with the seconds first.'],
  ['01:00:00', 'is no NCRONTAB expression of five fields'],
  ['0 17 * *', 'is no NCRONTAB expression of five fields'],
  ['0 0 0 * * 0 2030', 'is no NCRONTAB expression of five fields'],
  ['@daily', 'is no NCRONTAB expression of five fields'],
  ['2030-01-01T00:00:00', 'is no NCRONTAB expression of five fields'],
  ['0 0 0 L * *', 'is no NCRONTAB expression of five fields'],
  ['0 0 0 15W * *', 'is no NCRONTAB expression of five fields'],
  ['0 0 0 ? * *', 'is no NCRONTAB expression of five fields'],
  ['0 0 0 * * 5#2', 'is no NCRONTAB expression of five fields'],
  ['0 0 0 * * 7', 'is no NCRONTAB expression of five fields'],
  ['0 0 0 * * 1,', 'is no NCRONTAB expression of five fields'],
  ['60 * * * * *', 'is no NCRONTAB expression: Invalid value for second: 60.'],
  ['0 */0 * * * *', 'is no NCRONTAB expression: '],
  ['0 0 0 * XYZ *', 'is no NCRONTAB expression: '],
  ['0 0 0 31 2 *', 'never comes.'],
])('"%s" is refused, with the name of the function', (expression, reason) => {
  expect(() => readSchedule('tidy', expression)).toThrow(
    `The schedule "${expression}" of the timer function "tidy" ${reason}`,
  );
});
