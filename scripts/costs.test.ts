import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { measureLayout, type Layout } from '../bench/scale/costs.ts';
import { assumed, costsPage, firstLoad, monthOf, pricesIn, rounded, withCosts } from './costs.ts';

const page = await readFile(costsPage, 'utf8');
const priceOf = pricesIn(page);
let layout: Layout;
beforeAll(async () => {
  layout = await measureLayout();
});

test('docs/operate.md has what "npm run costs" writes', async () => {
  expect(page).toBe(await withCosts(page));
});

test('unit prices are read as somebody writes them, before the table is formatted', () => {
  const rows = [
    '| Table Storage, calls | 0.3   | 10,000 calls | |',
    '| Log Analytics, ingestion | 2 | GB | 1,000 |',
  ];
  const written = pricesIn(rows.join('\n'));
  expect(written('Table Storage, calls')).toEqual({ dollars: 0.3, free: 0 });
  expect(written('Log Analytics, ingestion')).toEqual({ dollars: 2, free: 1_000 });
});

describe('a month', () => {
  test('is made of the requests that its people cause', () => {
    const { tenants, requests, storageCalls } = monthOf(1_200, layout, priceOf);
    const changed = 1_200 * 0.01 * 30;
    const moved = 20;
    const cycles = 2 * 36 * 30;
    expect(tenants).toBe(2);
    const joined = 1_200 * 3 * 0.001 * 30;
    // A changed user is read and written; a new one is searched for, created and given a manager; a departing one is
    // read, disabled and deleted. A group whose members change is read and written.
    expect(requests).toBeCloseTo(changed * 2 + moved * (2 + 0.9 + 3) + cycles * 2 + joined * 2);
    const calls = changed * 3 + moved * (1 + 1 + 0.9 * 2 + 1 + 2 + 2) + cycles * 2 + joined * 5;
    expect(storageCalls).toBeCloseTo(calls + cycles * 3 + 2 * 24 * 30 * 5);
  });

  test('stores rows of users, groups and memberships, and the log of three months', () => {
    const bytes = (rows: Layout['userRows']) => rows.reduce((total, row) => total + row.bytes, 0);
    const writes = 1_000 * 0.01 + (1_000 * 0.2 * (3 + 0.9)) / 12 / 30 + 3_000 * 0.001;
    const { rows, membershipRows } = layout.groups;
    const resources = 1_000 * bytes(layout.userRows) + 20 * bytes(rows) + 3_000 * bytes(membershipRows);
    const stored = resources + writes * 90 * layout.logRow.bytes;
    expect(monthOf(1_000, layout, priceOf).storedGigabytes).toBeCloseTo(stored / 1e9, 9);
  });

  test('is billed only beyond what is free', () => {
    const small = monthOf(1_000, layout, priceOf);
    const large = monthOf(1_000_000, layout, priceOf);
    expect(small.requests).toBeLessThan(priceOf('Flex Consumption, on demand, executions').free);
    expect(small.dollars.functions).toBe(0);
    const seconds = large.requests * assumed.secondsOfRequest * assumed.instanceGigabytes;
    expect(large.dollars.functions).toBeCloseTo(
      ((large.requests - 250_000) / 1e6) * 0.4 + (seconds - 100_000) * 0.000026,
    );
  });
});

test('a first load makes everybody and all groups, and sets managers and members', () => {
  const [requests, storageCalls] = [2_900 + 40 + 30, 3_800 + 40 + 3_000 * 1.16];
  expect(firstLoad(1_000, layout)).toEqual({ requests, storageCalls });
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
