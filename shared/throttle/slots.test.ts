import { expect, test } from 'vitest';
import { Slots } from './slots.ts';

const generous = { credential: 100, tenant: 100, instance: 100, maxWaiting: 100 };

/** Notes in which order slots are had. */
function watched(slots: Slots) {
  const order: string[] = [];
  return {
    order,
    enter: async (tenant: string, credential: string, name: string): Promise<() => void> => {
      const release = await slots.acquire(tenant, credential);
      if (release === undefined) throw new Error('full');
      order.push(name);
      return release;
    },
  };
}

test('so much is done at a time, the rest waits in its order, and what is too much is refused', async () => {
  const slots = new Slots({ ...generous, credential: 2, maxWaiting: 2 });
  const { order, enter } = watched(slots);
  const one = (name: string) => enter('t', 'a', name);
  const [first, second] = [await one('1'), await one('2')];
  const third = one('3');
  const fourth = one('4');
  expect(slots.acquire('t', 'a')).toBeUndefined();
  // Another credential has slots of its own.
  expect(slots.acquire('t', 'b')).toBeDefined();
  expect(order).toEqual(['1', '2']);
  second();
  const thirdRelease = await third;
  expect(order).toEqual(['1', '2', '3']);
  first();
  thirdRelease();
  (await fourth)();
  expect(order).toEqual(['1', '2', '3', '4']);
  (await one('5'))();
  expect(order).toHaveLength(5);
});

test("a tenant's credentials share its slots, and what waits for its own credential holds up no other", async () => {
  const { order, enter } = watched(new Slots({ ...generous, credential: 2, tenant: 3 }));
  await enter('t', 'a', 'a1');
  const release = await enter('t', 'a', 'a2');
  void enter('t', 'a', 'a3');
  await enter('t', 'b', 'b1');
  void enter('t', 'c', 'c1');
  await enter('u', 'a', 'u1');
  expect(order).toEqual(['a1', 'a2', 'b1', 'u1']);
  release();
  await Promise.resolve();
  expect(order).toEqual(['a1', 'a2', 'b1', 'u1', 'a3']);
});

test('where an instance is full, tenants take turns: many waiting of one keep no other one waiting', async () => {
  const { order, enter } = watched(new Slots({ ...generous, instance: 2 }));
  const running = [await enter('loud', 'a', 'loud'), await enter('loud', 'a', 'loud')];
  const waiting = ['loud', 'loud', 'loud', 'quiet'].map((tenant) => enter(tenant, 'a', tenant));
  running[0]?.();
  running[1]?.();
  await Promise.race(waiting);
  await Promise.resolve();
  expect(order).toEqual(['loud', 'loud', 'loud', 'quiet']);
});

test('what nobody has or waits for is not remembered', async () => {
  const slots = new Slots(generous);
  for (let i = 0; i < 100; i += 1) (await slots.acquire(`t${i}`, 'a'))?.();
  expect(slots.tenants).toBe(0);
});
