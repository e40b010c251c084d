import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { inParallel } from './inParallel.ts';

test('results come in the order of the items, so many at a time', async () => {
  let [running, most] = [0, 0];
  const doubled = await inParallel([1, 2, 3, 4, 5], 2, async (item) => {
    most = Math.max(most, ++running);
    await Promise.resolve();
    running -= 1;
    return item * 2;
  });
  expect([doubled, most]).toEqual([[2, 4, 6, 8, 10], 2]);
});

test('after a failure nothing more is begun, and what was begun has ended when the error comes', async () => {
  const slow = Promise.withResolvers<undefined>();
  const begun: string[] = [];
  const ended: string[] = [];
  const all = inParallel(['slow', 'fails', 'later'], 2, async (item) => {
    begun.push(item);
    if (item === 'fails') throw new Error('on purpose');
    await slow.promise;
    ended.push(item);
  });
  const outcome = all.catch((error: unknown) => ({ error, ended: [...ended] }));
  await setImmediate();
  slow.resolve(undefined);
  expect(await outcome).toEqual({ error: new Error('on purpose'), ended: ['slow'] });
  expect(begun).toEqual(['slow', 'fails']);
});
