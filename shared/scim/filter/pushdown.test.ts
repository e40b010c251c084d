import { expect, test } from 'vitest';
import { bindFilter } from './bind.ts';
import { parseFilter } from './parse.ts';
import { plan } from './plan.ts';
import { user } from '../../../test/support/types.ts';

const planned = (text: string) => plan(bindFilter(user, parseFilter(text)));

/** The server takes 15 comparisons in a filter, with those of keys among them. */
test('equal comparisons are one, however often they stand in the filter', () => {
  expect(planned(Array(13).fill('active eq true').join(' and '))).toEqual({
    kind: 'scan',
    pushdown: [{ property: 'active', operator: 'eq', value: true }],
  });
});

test('of many comparisons five are pushed down', () => {
  const seconds = Array.from({ length: 20 }, (_, n) => `meta.created ge "2026-01-01T00:00:${10 + n}Z"`);
  expect(planned(seconds.join(' and '))).toMatchObject({ kind: 'scan', pushdown: { length: 5 } });
});

test.each([
  '0001-01-01T00:00:00Z',
  '1600-12-31T23:59:59.999Z',
  '1601-01-01T00:00:00+00:01',
  '9999-12-31T23:59:59-00:01',
  '0000-01-01T00:00:00+23:59',
])('%s is beyond the times of storage, and so not pushed down to it', (time) => {
  expect(planned(`meta.created gt "${time}" and active eq true`)).toEqual({
    kind: 'scan',
    pushdown: [{ property: 'active', operator: 'eq', value: true }],
  });
});

test.each([
  ['1601-01-01T00:00:00Z', Date.UTC(1601)],
  ['9999-12-31T23:59:59.999Z', Date.UTC(10_000) - 1],
])('%s is the first or last of them', (time, value) => {
  expect(planned(`meta.lastModified le "${time}"`)).toEqual({
    kind: 'scan',
    pushdown: [{ property: 'lastModified', operator: 'le', value }],
  });
});
