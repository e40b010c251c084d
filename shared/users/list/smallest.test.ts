import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Smallest } from './smallest.ts';

test('holds the smallest, gives what is not among them, and the largest first', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 50 })), fc.nat(20), (numbers, max) => {
      const smallest = new Smallest<number>(max, (left, right) => left - right);
      const dropped = numbers.map((number) => smallest.add(number)).filter((given) => given !== undefined);
      const sorted = numbers.toSorted((left, right) => left - right);
      expect(smallest.items).toHaveLength(Math.min(max, numbers.length));
      expect(dropped.toSorted((left, right) => left - right)).toEqual(sorted.slice(max));
      const taken = sorted.slice(0, max).map(() => smallest.takeLargest());
      expect(taken.toReversed()).toEqual(sorted.slice(0, max));
      expect(smallest.takeLargest()).toBeUndefined();
    }),
  );
});
