import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { measureLayout, type Layout } from '../bench/scale/costs.ts';
import { assumed, costsPage, firstLoad, monthOf, rounded, withCosts } from './costs.ts';
import { prices } from './prices.ts';

let layout: Layout;
beforeAll(async () => {
  layout = await measureLayout();
});

test('docs/operate.md has what "npm run costs" writes', async () => {
  const page = await readFile(costsPage, 'utf8');
  expect(page).toBe(await withCosts(page));
});

describe('a month', () => {
  test('is made of the requests that its people cause', () => {
    const { tenants, requests, storageCalls } = monthOf(1_200, layout);
    const changed = 1_200 * 0.01 * 30;
    const moved = 20;
    const cycles = 2 * 36 * 30;
    expect(tenants).toBe(2);
    // A changed user is read and written; a new one is searched for, created and given a manager; a departing one is
    // read, disabled and deleted.
    expect(requests).toBeCloseTo(changed * 2 + moved * (2 + 0.9 + 3) + cycles * 2);
    const calls = changed * 3 + moved * (1 + 1 + 0.9 * 2 + 1 + 2 + 2) + cycles;
    expect(storageCalls).toBeCloseTo(calls + cycles * 3 + 2 * 24 * 30 * 2);
  });

  test('stores rows of users, and the log of three months', () => {
    const user = layout.userRows.reduce((total, { bytes }) => total + bytes, 0);
    const writes = 1_000 * 0.01 + (1_000 * 0.2 * (3 + 0.9)) / 12 / 30;
    const stored = 1_000 * user + writes * 90 * layout.logRow.bytes;
    expect(monthOf(1_000, layout).storedGigabytes).toBeCloseTo(stored / 1e9, 9);
  });

  test('is billed only beyond what is free', () => {
    const [small, large] = [monthOf(1_000, layout), monthOf(1_000_000, layout)];
    expect(small.requests).toBeLessThan(prices.executions.free);
    expect(small.dollars.functions).toBe(0);
    const seconds = large.requests * assumed.secondsOfRequest * assumed.instanceGigabytes;
    expect(large.dollars.functions).toBeCloseTo(
      ((large.requests - 250_000) / 1e6) * 0.4 + (seconds - 100_000) * 0.000026,
    );
  });
});

test('a first load makes everybody, and sets managers', () => {
  expect(firstLoad(1_000, layout)).toEqual({ requests: 2_900, storageCalls: 3_800 });
});

test('a figure has two digits', () => {
  expect([0, 0.2, 12.4, 12_345, 1_250_000].map(rounded)).toEqual([
    '0',
    'under 1',
    '12',
    '12,000',
    '1,300,000',
  ]);
});
