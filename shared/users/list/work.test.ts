import { describe, expect, test } from 'vitest';
import { charger, inSlices, unitsPerRequest, nextTurn, pacer, unitsPerSlice } from './work.ts';
import { unlimited } from '../../throttle/throttle.ts';
import { WorkBudget } from '../../scim/bounds.ts';
import { patchTooMuchWork } from '../../scim/errors/patch.ts';

/** How often the event loop has gone round. */
function rounds(): { readonly count: () => number; stop: () => void } {
  let count = 0;
  let next = setImmediate(function again() {
    count += 1;
    next = setImmediate(again);
  });
  return {
    count: () => count,
    stop: () => {
      clearImmediate(next);
    },
  };
}

test('a pause comes after a slice of work, and not before', async () => {
  const work = new WorkBudget(Infinity, patchTooMuchWork);
  const pace = pacer(undefined, work);
  let pauses = 0;
  for (let i = 0; i < 10; i += 1) {
    work.spend(unitsPerSlice / 2);
    const pause = pace();
    if (pause !== undefined) pauses += 1;
    await pause;
  }
  expect(pauses).toBe(5);
});

test('whoever waits is continued in its order, and the event loop goes round for each', async () => {
  const loop = rounds();
  const order: string[] = [];
  const run = async (name: string) => {
    for (let slice = 0; slice < 3; slice += 1) {
      await nextTurn();
      order.push(`${name} ${loop.count()}`);
    }
  };
  await Promise.all(['a', 'b', 'c'].map(run));
  loop.stop();
  expect(order.map((entry) => entry[0])).toEqual(['a', 'b', 'c', 'a', 'b', 'c', 'a', 'b', 'c']);
  // No two in one round: others wait for one slice, and not for those of all.
  expect(new Set(order.map((entry) => entry.slice(2))).size).toBe(9);
});

describe('what is done in steps', () => {
  function* steps(work: WorkBudget, number: number): Generator<undefined, string> {
    for (let step = 0; step < number; step += 1) {
      work.spend(unitsPerSlice);
      yield;
    }
    return 'done';
  }
  function callerOf(signal = new AbortController().signal) {
    const charges: number[] = [];
    const charge = (requests: number) => charges.push(requests);
    return { charges, signal, quota: { ...unlimited, charge } };
  }

  test('gives the event loop back between slices, and is charged for', async () => {
    const [loop, caller] = [rounds(), callerOf()];
    expect(await inSlices(caller, new WorkBudget(Infinity, patchTooMuchWork), (work) => steps(work, 5))).toBe(
      'done',
    );
    loop.stop();
    expect(loop.count()).toBeGreaterThanOrEqual(5);
    expect(caller.charges).toEqual([(5 * unitsPerSlice) / unitsPerRequest]);
  });

  test('is charged for until it is refused', async () => {
    const caller = callerOf();
    const refused = inSlices(caller, new WorkBudget(2 * unitsPerSlice, patchTooMuchWork), (work) =>
      steps(work, 5),
    );
    await expect(refused).rejects.toThrow(
      'This request asks for too much work at once. Send the PATCH in smaller parts.',
    );
    expect(caller.charges).toEqual([(3 * unitsPerSlice) / unitsPerRequest]);
  });

  test('ends when the time of its request is over', async () => {
    const caller = callerOf(AbortSignal.abort());
    const late = inSlices(caller, new WorkBudget(Infinity, patchTooMuchWork), (work) => steps(work, 5));
    await expect(late).rejects.toMatchObject({ status: 503 });
    expect(caller.charges).toEqual([unitsPerSlice / unitsPerRequest]);
  });
});

test('a caller is charged for all that was spent, however small the parts', () => {
  const work = new WorkBudget(Infinity, patchTooMuchWork);
  const charges: number[] = [];
  const charge = charger({ charge: (requests) => charges.push(requests) }, work);
  for (let i = 0; i < 100; i += 1) {
    work.spend(unitsPerRequest / 10);
    charge();
  }
  expect(charges).toEqual(new Array(10).fill(1));
  work.spend(unitsPerRequest * 7);
  charge();
  expect(charges.at(-1)).toBe(7);
});
