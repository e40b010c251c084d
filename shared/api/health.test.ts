import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { remembered } from './health.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

test('a finding is repeated for five seconds from when it was looked for, and then looked for anew', async () => {
  const look = vi.fn((question: string) => Promise.resolve(question));
  const find = remembered(look);
  expect(await Promise.all([find('first'), find('at once')])).toEqual(['first', 'first']);
  vi.advanceTimersByTime(5_000);
  expect(await find('late')).toBe('first');
  vi.advanceTimersByTime(1);
  expect(await find('later')).toBe('later');
  expect(await find('again')).toBe('later');
  expect(look).toHaveBeenCalledTimes(2);
});

test('a look that fails is not repeated either', async () => {
  const look = vi.fn(() => Promise.reject(new Error('away')));
  const find = remembered(look);
  for (let count = 0; count < 3; count += 1) await expect(find(undefined)).rejects.toThrow('away');
  expect(look).toHaveBeenCalledTimes(1);
});
