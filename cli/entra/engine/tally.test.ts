import { expect, test } from 'vitest';
import { defaultLimits } from './job.ts';
import { Tally } from './tally.ts';

/** Counts until the tally stops; gives what it had counted by then, and why it stopped. */
function stopped(count: (tally: Tally, entry: number) => void, most = 100_000) {
  const tally = new Tally(defaultLimits);
  for (let entry = 1; entry <= most; entry += 1) {
    try {
      count(tally, entry);
    } catch {
      return { entry, reason: tally.reached };
    }
  }
  return { entry: undefined, reason: tally.reached };
}

const share = 'EncounteredEscrowProportionThreshold';
const total = 'EncounteredTotalEscrowThreshold';

test.each([
  ['5,000 failures, all entries', () => true, 5_000, share],
  ['every second entry, from 5,000 failures on', (entry: number) => entry % 2 === 0, 10_000, share],
  [
    'two of five entries are not more than 40 %',
    (entry: number) => entry % 5 === 4 || entry % 5 === 0,
    undefined,
    undefined,
  ],
] as const)('%s', (_, failed, entry, reason) => {
  expect(
    stopped((tally, number) => {
      tally.count(failed(number));
    }, 60_000),
  ).toEqual({ entry, reason });
});

test('more than 40,000 failures are too many, whatever their share', () => {
  const failsRarely = (tally: Tally, entry: number) => {
    for (let good = 0; good < 4; good += 1) tally.count(false);
    tally.count(entry > 0);
  };
  expect(stopped(failsRarely)).toEqual({ entry: 40_001, reason: total });
});

test('more than 60,000 failures with those of references are too many; references alone have no share', () => {
  expect(
    stopped((tally) => {
      tally.countReference(true);
    }),
  ).toEqual({ entry: 60_001, reason: total });
});
