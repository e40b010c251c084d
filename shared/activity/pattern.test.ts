import { expect, test } from 'vitest';
import { emptyTenant } from '../tenants/tenant.ts';
import { withProvisioning } from '../tenants/lifecycle.ts';
import {
  activityKinds,
  hourMs,
  minuteMs,
  type ActivityKind,
  type KindCounts,
} from '../telemetry/recorder.ts';
import { patternOf } from './pattern.ts';

const now = Date.parse('2026-03-01T10:00:00Z');
const off = emptyTenant('acme', new Date(now - hourMs).toISOString());
const on = withProvisioning(off, true);

const counts = (some: Partial<Record<ActivityKind, number>>): KindCounts =>
  activityKinds.map((kind) => some[kind] ?? 0);
const minutes = (...entries: readonly [number, Partial<Record<ActivityKind, number>>][]) =>
  new Map(entries.map(([ago, some]) => [now - ago * minuteMs, counts(some)]));

test('a tenant that is off, and one that nobody has called', () => {
  expect(patternOf(off, new Map(), now, now).state).toBe('off');
  expect(patternOf(on, new Map(), undefined, now)).toMatchObject({ state: 'notStarted', since: undefined });
});

test('two hours without a request are too quiet', () => {
  expect(patternOf(on, new Map(), now - 2 * hourMs, now)).toMatchObject({
    state: 'quiet',
    since: now - 2 * hourMs,
    detail: expect.stringContaining('quarantine') as string,
  });
  expect(patternOf(on, new Map(), now - 2 * hourMs + 1, now).state).toBe('incremental');
});

test('an initial cycle creates; it began after the last pause', () => {
  const busy = minutes(
    [90, { requests: 100 }],
    [10, { requests: 60, created: 30 }],
    [1, { requests: 60, created: 30 }],
  );
  expect(patternOf(on, busy, now, now)).toMatchObject({ state: 'initial', since: now - 10 * minuteMs });
});

test('an incremental cycle looks, and may create a few', () => {
  const some = minutes([80, { requests: 600, created: 300 }], [2, { requests: 300, created: 12 }]);
  expect(patternOf(on, some, now, now)).toMatchObject({ state: 'incremental', since: now - 2 * minuteMs });
  expect(patternOf(on, minutes([1, { requests: 4, created: 2 }]), now, now).state).toBe('incremental');
});
