import { beforeAll, describe, expect, test } from 'vitest';
import { measureLayout, type Costs } from './costs.ts';
import { initialCycle } from './scenarios.ts';
import { simulate, type Job } from './simulate.ts';
import { targets, type StorageShape } from './storage.ts';

const shape: StorageShape = { accounts: 1, partitionsPerTenant: 1, counting: 'entities' };
const people = 500;
const pace = 25;

function jobs(tenants: number, more: Partial<Job> = {}): readonly Job[] {
  const refused = { stops: false, least: 5, most: 5 };
  const phases = initialCycle(people);
  return Array.from({ length: tenants }, (_, tenant) => {
    return { tenant, start: 0, phases, pace, atOnce: 8, refused, ...more };
  });
}

let costs: Costs;
beforeAll(async () => {
  ({ costs } = await measureLayout());
});

test('a person has the rows and the calls that ARCHITECTURE.md says', () => {
  const entities = Object.entries(costs).map(([kind, calls]) => [kind, calls.map((call) => call.entities)]);
  expect(Object.fromEntries(entities)).toEqual({
    match: [1],
    create: [7],
    setManager: [1, 6],
    get: [1],
    update: [1, 6],
    delete: [1, 7],
  });
});

test('a cycle that storage does not hinder is as long as its pace makes it', () => {
  const { durations, requests, refused, failed } = simulate(jobs(1), costs, shape);
  expect(requests).toBe(people * 2.9);
  expect(durations[0]).toBeCloseTo(requests / pace, 0);
  expect([refused, failed]).toEqual([0, 0]);
});

describe('more tenants than an account bears', () => {
  const tenants = 250;
  const entities = (people * (1 + 7) + people * 0.9 * 7) * tenants;

  test('are slowed to its target, and none of their requests is lost', () => {
    const { length, requests, refused, failed } = simulate(jobs(tenants), costs, shape);
    expect(requests).toBe(people * 2.9 * tenants);
    expect(length).toBeGreaterThan(entities / targets.account - 1);
    expect(length).toBeLessThan((entities / targets.account) * 1.2);
    expect(refused).toBeGreaterThan(0);
    expect(failed).toBeGreaterThan(0);
  });

  test('take no longer than one where there are accounts enough', () => {
    const { length, refused } = simulate(jobs(tenants), costs, { ...shape, accounts: 4 });
    expect(length).toBeCloseTo((people * 2.9) / pace, 0);
    expect(refused).toBe(0);
  });
});

test('one tenant is slowed to the target of its partition, and by hash to that of several', () => {
  const fast = jobs(1, { pace: 1_000, atOnce: 250 });
  const one = simulate(fast, costs, shape);
  const four = simulate(fast, costs, { ...shape, partitionsPerTenant: 4 });
  expect(one.length).toBeGreaterThan((people * 14.3) / targets.partition - 1);
  expect(four.length).toBeLessThan(one.length / 2);
});

test('the same seed gives the same outcome', () => {
  const short = jobs(2, { pace: 1_000, atOnce: 250 });
  const outcome = simulate(short, costs, shape, 7);
  // When to repeat what is refused is what chance decides.
  expect(outcome.refused).toBeGreaterThan(0);
  expect(simulate(short, costs, shape, 7)).toEqual(outcome);
  expect(simulate(short, costs, shape, 8)).not.toEqual(outcome);
});
