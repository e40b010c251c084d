import { expect, test } from 'vitest';
import { Slots } from '../../shared/throttle/slots.ts';

test('so much is done at a time, the rest waits in its order, and what is too much is refused', async () => {
  const slots = new Slots(2, 2);
  const order: string[] = [];
  const enter = async (name: string): Promise<() => void> => {
    const release = await slots.acquire('a');
    if (release === undefined) throw new Error('full');
    order.push(name);
    return release;
  };
  const [first, second] = [await enter('1'), await enter('2')];
  const third = enter('3');
  const fourth = enter('4');
  expect(slots.acquire('a')).toBeUndefined();
  // Another key has slots of its own.
  expect(slots.acquire('b')).toBeDefined();
  expect(order).toEqual(['1', '2']);
  second();
  const thirdRelease = await third;
  expect(order).toEqual(['1', '2', '3']);
  first();
  thirdRelease();
  (await fourth)();
  expect(order).toEqual(['1', '2', '3', '4']);
  (await enter('5'))();
  expect(order).toHaveLength(5);
});
