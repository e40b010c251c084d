import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Treatment } from '../support/storageProxy.ts';
import { operations, type Operation } from './everyFault/operations.ts';
import { canMeet, nameOf, run, Treatments, type Scenario } from './everyFault/scenario.ts';
import { startUniverse, type Universe } from './everyFault/world.ts';

/**
 * Every operation × every storage call that it makes × every fault: the answer is either right or a 503, nothing
 * acknowledged is lost, nothing is half written, and a repetition gives the right result.
 *
 * `npm test` takes each call of each operation with one or two of the faults, the same ones each time; `npm run
 * test:faults` all of them.
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
    const calls: (readonly Scenario[])[] = [];
    for (const operation of operations) {
      const plain: Scenario = { operation, call: '', fault: 'pass', lasting: false };
      const made = new Set((await run(universe, treatments, plain)).calls);
      calls.push(...[...made].map((call) => scenariosOf(operation, call)));
    }
    // Reads, queries and transactions: calls of one kind can meet the same faults.
    const kinds = [...Map.groupBy(calls, ({ length }) => length).values()];
    const chosen = all ? calls.flat().flatMap(onceAndLasting) : kinds.flatMap(sampleOf);
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
    console.log(`${chosen.length} scenarios of ${calls.length} calls:`, Object.fromEntries(statuses));
    expect(failures).toEqual([]);
    expect(new Set(chosen.map(({ fault }) => fault))).toEqual(new Set([...slow, ...quick]));
    expect(new Set(chosen.map(({ operation, call }) => `${operation.name}: ${call}`)).size).toBe(
      calls.length,
    );
    expect(chosen.length).toBeGreaterThan(all ? 3_000 : 150);
  },
);

function duration({ fault, lasting }: Scenario): number {
  return (slow.includes(fault) ? 2 : 0) + (lasting ? 1 : 0);
}

function scenariosOf(operation: Operation, call: string): readonly Scenario[] {
  const faults = [...slow, ...quick].filter((fault) => canMeet(call, fault));
  return faults.map((fault) => ({ operation, call, fault, lasting: false }));
}

const onceAndLasting = (scenario: Scenario): readonly Scenario[] => [
  scenario,
  { ...scenario, lasting: true },
];

/** Of the calls of a kind each with a fault that is quick, few with one that is slow, and each fault; some with one that lasts. */
function sampleOf(ofKind: readonly (readonly Scenario[])[]): readonly Scenario[] {
  const take = (faults: readonly Treatment[], step: number, lasting = false): readonly Scenario[] => {
    const met = faults.filter((fault) => ofKind[0]?.some((scenario) => scenario.fault === fault));
    const length = Math.max(lasting ? 0 : met.length, Math.ceil(ofKind.length / step));
    return Array.from({ length }, (_, n) =>
      (ofKind[(n * step) % ofKind.length] ?? []).filter(({ fault }) => fault === met[n % met.length]),
    ).flatMap((scenarios) => scenarios.map((scenario) => ({ ...scenario, lasting })));
  };
  return [...take(quick, 1), ...take(quick, 4, true), ...take(slow, 13)];
}
