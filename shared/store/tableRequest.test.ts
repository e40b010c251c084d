import { expect, test } from 'vitest';
import { withinTime } from './tableRequest.ts';

const never = () => new Promise<never>(() => undefined);

test('what does not look at its signal ends in time all the same', async () => {
  await expect(withinTime(new AbortController().signal, 20, never)).rejects.toMatchObject({
    name: 'TimeoutError',
  });
});

test('what runs is told that its time is over', async () => {
  let told: AbortSignal | undefined;
  const run = (signal: AbortSignal) => {
    told = signal;
    return never();
  };
  await expect(withinTime(new AbortController().signal, 20, run)).rejects.toThrow();
  expect(told?.aborted).toBe(true);
});

test('it ends with the signal that it is given, also one that is aborted already', async () => {
  const outer = new AbortController();
  const running = withinTime(outer.signal, 60_000, never);
  outer.abort();
  await expect(running).rejects.toThrow();
  await expect(withinTime(outer.signal, 60_000, never)).rejects.toThrow();
});

test('what it gives is given', async () => {
  expect(await withinTime(new AbortController().signal, 60_000, () => Promise.resolve(7))).toBe(7);
});
