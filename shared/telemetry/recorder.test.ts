import { expect, test } from 'vitest';
import { ActivityCounter, hourMs, minuteMs } from './recorder.ts';

const start = Date.parse('2026-03-01T10:00:00Z');
const hour = start / hourMs;

test('what happens is counted by tenant, hour and minute, until it is taken', () => {
  const counter = new ActivityCounter();
  counter.count('a', 'requests', start);
  counter.count('a', 'created', start);
  counter.count('a', 'requests', start + 59 * minuteMs);
  counter.count('b', 'requests', start + hourMs);
  expect(counter.dirty).toEqual(['a', 'b']);
  const taken = counter.take('a');
  expect(taken?.lastSeen).toBe(start + 59 * minuteMs);
  expect(taken?.hours.get(hour)).toEqual(
    new Map([
      [0, [1, 0, 1, 0, 0, 0, 0, 0, 0]],
      [59, [1, 0, 0, 0, 0, 0, 0, 0, 0]],
    ]),
  );
  expect(counter.take('a')).toBeUndefined();
  expect(counter.dirty).toEqual(['b']);
});

test('an hour is taken whole, and only if something came in it', () => {
  const counter = new ActivityCounter();
  counter.count('a', 'requests', start);
  counter.take('a');
  counter.count('a', 'requests', start + hourMs);
  expect([...(counter.take('a')?.hours.keys() ?? [])]).toEqual([hour + 1]);
  counter.count('a', 'requests', start + hourMs + minuteMs);
  expect(counter.take('a')?.hours.get(hour + 1)?.size).toBe(2);
});

test('what could not be stored is taken again, for three hours', () => {
  const counter = new ActivityCounter();
  counter.count('a', 'requests', start);
  const taken = counter.take('a');
  if (taken !== undefined) counter.putBack('a', taken);
  counter.count('a', 'requests', start + 2 * hourMs);
  expect([...(counter.take('a')?.hours.keys() ?? [])]).toEqual([hour, hour + 2]);
  if (taken !== undefined) counter.putBack('a', taken);
  counter.count('a', 'requests', start + 3 * hourMs);
  expect([...(counter.take('a')?.hours.keys() ?? [])]).toEqual([hour + 3]);
});
