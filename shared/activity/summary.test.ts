import { expect, test } from 'vitest';
import { hoursOf, noSummary, totalOf, withInstance, type Hours } from './summary.ts';

const now = 500_000;
const hours = (...entries: readonly [number, number, number][]): Hours =>
  new Map(entries.map(([hour, requests, refused]) => [hour, [requests, refused]]));

test('an instance replaces what it said before, so that a repeated write counts nothing twice', () => {
  const once = withInstance(noSummary, 'a', hours([now, 5, 1]), now);
  const twice = withInstance(once, 'a', hours([now, 5, 1]), now);
  expect(twice).toEqual(once);
  expect(totalOf(hoursOf(withInstance(twice, 'a', hours([now, 7, 1]), now), now))).toEqual([7, 1]);
});

test('several instances add up, and one that has ended becomes the past', () => {
  let summary = withInstance(noSummary, 'a', hours([now - 3, 10, 2]), now - 3);
  summary = withInstance(summary, 'b', hours([now - 3, 1, 0], [now, 4, 0]), now);
  expect([...summary.live.keys()]).toEqual(['b']);
  expect(summary.past).toEqual(hours([now - 3, 10, 2]));
  expect(totalOf(hoursOf(summary, now))).toEqual([15, 2]);
  expect(hoursOf(summary, now).get(now - 3)).toEqual([11, 2]);
});

test('what is a day old is forgotten', () => {
  const summary = withInstance(noSummary, 'a', hours([now - 24, 10, 2], [now - 23, 3, 0], [now, 1, 1]), now);
  expect(totalOf(hoursOf(summary, now))).toEqual([4, 1]);
  expect(totalOf(hoursOf(summary, now + 23))).toEqual([1, 1]);
  expect(summary.live.get('a')?.has(now - 24)).toBe(false);
});
