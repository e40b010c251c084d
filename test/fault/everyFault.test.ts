import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Treatment } from '../support/storageProxy.ts';
import { operations } from './everyFault/operations.ts';
import { canMeet, nameOf, run, Treatments, type Scenario } from './everyFault/scenario.ts';
import { startUniverse, type Universe } from './everyFault/world.ts';

/**
 * Every operation × every storage call that it makes × every fault: the answer is either right or a 503, nothing
 * acknowledged is lost, nothing is half written, and a repetition gives the right result.
 *
 * `npm test` takes each call of each operation with some of the faults, the same ones each time; `npm run test:faults`
 * all of them.
 */

/** How they end: at once, after the repetitions of a call, or after the time-out of an attempt. */
const quick: readonly Treatment[] = [
  'lose',
  'cut',
  'refuse',
  'refuseForAMinute',
  'throttle',
  'timeOut',
  'fail',
  'requestTimeOut',
  'forbid',
  'forbidNetwork',
  'page',
  'page404',
  'redirect',
  'gateway',
  'doneAndTimeOut',
  'doneAndPage',
  'doneAndEmpty',
  'breakOff',
  'busyInside',
  'timeOutInside',
  'throttleInside',
  'requestTimeOutInside',
  'doneAndTimeOutInside',
  'noPosition',
  'shortPages',
  'damagedToken',
];
const slow: readonly Treatment[] = [
  'hang',
  'doneAndHang',
  'neverEnd',
  'refuseForASecond',
  'busyInsideForASecond',
];

const all = process.env.MODE === 'all';

/** Scenarios at a time: most of them wait. */
const lanes = all ? 48 : 24;

let universe: Universe;
const treatments = new Treatments();

beforeAll(async () => {
  universe = await startUniverse();
  universe.proxy.treat(treatments.decide);
});
afterAll(() => universe.stop());

test(
  'whatever becomes of a storage call, an answer is right or a 503, and a repetition does what is asked',
  { timeout: 3_600_000 },
  async () => {
    const planned: Scenario[] = [];
    for (const operation of operations) {
      const { calls } = await run(universe, treatments, {
        operation,
        call: '',
        fault: 'pass',
        lasting: false,
      });
      const once = [...new Set(calls)].flatMap((call) =>
        [...slow, ...quick]
          .filter((fault) => canMeet(call, fault))
          .map((fault): Scenario => ({ operation, call, fault, lasting: false })),
      );
      planned.push(...once, ...once.map((scenario) => ({ ...scenario, lasting: true })));
    }
    const chosen = all ? planned : planned.filter(isOfSample);
    // What waits longest begins first.
    const ordered = chosen.toSorted((left, right) => duration(right) - duration(left));
    const failures: string[] = [];
    const statuses = new Map<number, number>();
    await Promise.all(
      Array.from({ length: lanes }, async () => {
        for (let scenario = ordered.shift(); scenario !== undefined; scenario = ordered.shift()) {
          try {
            const { status } = await run(universe, treatments, scenario);
            statuses.set(status, (statuses.get(status) ?? 0) + 1);
            if (all && ordered.length % 250 === 0) process.stderr.write(`${ordered.length} to go\n`);
          } catch (error) {
            failures.push(`${nameOf(scenario)}: ${error instanceof Error ? error.message : String(error)}`);
            if (all) process.stderr.write(`${failures.at(-1) ?? ''}\n`);
          }
        }
      }),
    );
    console.log(`${chosen.length} scenarios of ${planned.length}:`, Object.fromEntries(statuses));
    expect(failures).toEqual([]);
    expect(chosen.length).toBeGreaterThan(all ? 3_000 : 150);
  },
);

function duration({ fault, lasting }: Scenario): number {
  return (slow.includes(fault) ? 2 : 0) + (lasting ? 1 : 0);
}

/** Of each call every seventeenth fault, another one first for each of them; of those that take ten seconds, few. */
function isOfSample({ fault, lasting }: Scenario, index: number): boolean {
  if (slow.includes(fault)) return !lasting && index % 41 === 0;
  return index % (lasting ? 43 : 17) === 0;
}
