import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TokenBuckets, type Rate } from './tokenBucket.ts';

const rates = fc
  .record({
    perSecond: fc.oneof(
      fc.integer({ min: 1, max: 1_000 }),
      fc.integer({ min: 1, max: 600 }).map((n) => n / 60),
    ),
    seconds: fc.integer({ min: 1, max: 60 }),
  })
  .map(({ perSecond, seconds }): Rate => ({ perSecond, burst: Math.max(1, perSecond * seconds) }));

/** Requests one after the other: milliseconds since the one before, and what each costs. */
const requests = fc.array(
  fc.record({
    pause: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 5_000, noNaN: true })),
    cost: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 50 })),
  }),
  { maxLength: 200 },
);

/** Sends the requests, and gives what those that were admitted cost, and when that was. */
function admitted(rate: Rate, sent: readonly { readonly pause: number; readonly cost: number }[]) {
  const buckets = new TokenBuckets(rate);
  const taken: { at: number; cost: number }[] = [];
  let now = 1_000;
  for (const { pause, cost } of sent) {
    now += pause;
    if (buckets.wait('k', now) > 0) continue;
    buckets.take('k', now, cost);
    taken.push({ at: now, cost });
  }
  return taken;
}

describe('TokenBuckets', () => {
  test('in no span of time more is admitted than the burst and the rate, but for what the last one cost', () => {
    fc.assert(
      fc.property(rates, requests, (rate, sent) => {
        const taken = admitted(rate, sent);
        for (const [from, { at: start }] of taken.entries()) {
          let before = 0;
          for (const { at, cost } of taken.slice(from)) {
            // Each is admitted where at least one token is left after all that came before it.
            const most = rate.burst + (rate.perSecond * (at - start)) / 1_000;
            expect(before + 1).toBeLessThanOrEqual(most + 1e-3);
            before += cost;
          }
        }
      }),
    );
  });

  test('who keeps within the rate is never refused', () => {
    fc.assert(
      fc.property(rates, fc.integer({ min: 1, max: 300 }), (rate, number) => {
        const sent = Array.from({ length: number }, () => ({ pause: 1_000 / rate.perSecond, cost: 1 }));
        expect(admitted(rate, sent)).toHaveLength(number);
      }),
    );
  });

  test('who waits as long as it is told is admitted, and not much earlier', () => {
    fc.assert(
      fc.property(rates, requests, (rate, sent) => {
        const buckets = new TokenBuckets(rate);
        let now = 1_000;
        for (const { pause, cost } of sent) {
          now += pause;
          const wait = buckets.wait('k', now);
          expect(Number.isInteger(wait)).toBe(true);
          if (wait > 1) expect(buckets.wait('k', now + (wait - 1) * 1_000 - 1)).toBeGreaterThan(0);
          now += wait * 1_000;
          expect(buckets.wait('k', now)).toBe(0);
          buckets.take('k', now, cost);
        }
      }),
    );
  });

  test('a burst, and then the rate', () => {
    const buckets = new TokenBuckets({ perSecond: 2, burst: 4 });
    const send = (now: number) => {
      const wait = buckets.wait('k', now);
      if (wait === 0) buckets.take('k', now);
      return wait;
    };
    expect([0, 0, 0, 0, 0, 0].map(send)).toEqual([0, 0, 0, 0, 1, 1]);
    expect([499, 500, 500].map(send)).toEqual([1, 0, 1]);
    // A long pause fills the bucket, and no more than that.
    expect(Array.from({ length: 5 }, () => send(3_600_000))).toEqual([0, 0, 0, 0, 1]);
  });

  test('what costs more than there is leaves a debt, which is paid before anything else', () => {
    const buckets = new TokenBuckets({ perSecond: 10, burst: 20 });
    buckets.take('k', 0, 100);
    expect(buckets.wait('k', 0)).toBe(9);
    expect(buckets.wait('k', 8_000)).toBe(1);
    expect(buckets.wait('k', 8_099)).toBe(1);
    expect(buckets.wait('k', 8_100)).toBe(0);
  });

  test('asking takes nothing', () => {
    const buckets = new TokenBuckets({ perSecond: 1, burst: 1 });
    for (let i = 0; i < 10; i += 1) expect(buckets.wait('k', 0)).toBe(0);
  });

  test('keys have buckets of their own, whatever they are', () => {
    const buckets = new TokenBuckets({ perSecond: 1, burst: 1 });
    buckets.take('a', 0);
    expect(buckets.wait('a', 0)).toBe(1);
    for (const key of ['b', '', '__proto__', 'constructor']) expect(buckets.wait(key, 0)).toBe(0);
  });

  test('a rate of 0 is no limit, and remembers nothing', () => {
    const buckets = new TokenBuckets({ perSecond: 0, burst: 0 }, 0);
    for (let i = 0; i < 1_000; i += 1) {
      buckets.take('k', 0, 1_000);
      expect(buckets.wait('k', 0)).toBe(0);
    }
  });

  test('it is bounded: the key that was used longest ago makes room', () => {
    const buckets = new TokenBuckets({ perSecond: 1, burst: 1 }, 3);
    for (const key of ['a', 'b', 'c']) buckets.take(key, 0);
    buckets.take('a', 0);
    buckets.take('d', 0);
    expect(['a', 'b', 'c', 'd'].map((key) => buckets.wait(key, 0) > 0)).toEqual([true, false, true, true]);
  });
});
