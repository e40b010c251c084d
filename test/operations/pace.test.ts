import { expect, test } from 'vitest';
import { charger, unitsPerRequest } from '../../shared/users/list/cost.ts';
import { nextTurn, pacer, unitsPerSlice } from '../../shared/users/list/pace.ts';
import { WorkBudget } from '../../shared/scim/work.ts';

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
  const work = new WorkBudget(Infinity, '');
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

test('a caller is charged for all that was spent, however small the parts', () => {
  const work = new WorkBudget(Infinity, '');
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
