import { expect, test } from 'vitest';
import { virtualClock } from '../../../test/support/entra/clocks.ts';
import { Pace } from './pace.ts';

/** Lets so many requests begin, and notes when each does. */
function begin(pace: Pace, clock: ReturnType<typeof virtualClock>, count: number): number[] {
  const begun: number[] = [];
  for (let request = 0; request < count; request += 1)
    void pace.turn().then(() => begun.push(Math.round(clock.now())));
  return begun;
}

test('25 requests begin in a second, however many wait', async () => {
  const clock = virtualClock();
  const begun = begin(new Pace(25, clock), clock, 60);
  await clock.advance(999);
  expect(begun).toEqual(Array.from({ length: 25 }, (_, index) => index * 40));
  await clock.advance(1_000);
  expect(begun).toHaveLength(50);
});

test('time in which nothing was sent is not made up for', async () => {
  const clock = virtualClock();
  const pace = new Pace(25, clock);
  await clock.advance(10_000);
  const begun = begin(pace, clock, 3);
  await clock.advance(100);
  expect(begun).toEqual([10_000, 10_040, 10_080]);
});

test('no request begins while the service asks to wait, those that had their turn included', async () => {
  const clock = virtualClock();
  const pace = new Pace(25, clock);
  const begun = begin(pace, clock, 3);
  await clock.advance(0);
  pace.holdBack(5_000);
  await clock.advance(10_000);
  expect(begun).toEqual([0, 5_000, 5_040]);
});
