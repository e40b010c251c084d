import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { RateLimits } from '../config/config.ts';
import { Throttle, TokenBuckets, type Rate } from './throttle.ts';
import { thrownBy } from '../../test/support/errors.ts';
import fc from 'fast-check';

const off: RateLimits = {
  tenantRequestsPerSecond: 0,
  credentialRequestsPerSecond: 0,
  failedAuthenticationsPerMinute: 0,
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const admit = (throttle: Throttle, tenant: string, credential: string) => () => {
  throttle.admit(tenant, credential);
};
const failed = (throttle: Throttle, address: string, tenant: string) => () => {
  throttle.failed(address, tenant);
};

/** How many of `number` requests are admitted. */
function count(number: number, send: () => void): number {
  let admitted = 0;
  for (let i = 0; i < number; i += 1) {
    try {
      send();
      admitted += 1;
    } catch (error) {
      expect(error).toMatchObject({ name: 'ScimError', status: 429, scimType: undefined });
    }
  }
  return admitted;
}

function expectRefused(send: () => void, seconds: number, sentence: RegExp): void {
  const error = thrownBy(send);
  expect(error).toMatchObject({ status: 429, headers: { 'Retry-After': String(seconds) } });
  expect(error.message).toMatch(sentence);
  expect(error.message).toContain(`Wait ${seconds} s`);
}

describe('requests', () => {
  test('of a credential: two seconds of its rate at once, then the rate', () => {
    const throttle = new Throttle({ ...off, credentialRequestsPerSecond: 5 });
    const send = admit(throttle, 't', 'c');
    expect(count(20, send)).toBe(10);
    expectRefused(send, 1, /^This credential sends more than 5 requests a second\./);
    vi.advanceTimersByTime(1_000);
    expect(count(20, send)).toBe(5);
  });

  test('another credential of the same tenant, and one of another tenant, are not concerned', () => {
    const throttle = new Throttle({ ...off, credentialRequestsPerSecond: 1 });
    expect(count(5, admit(throttle, 't', 'c'))).toBe(2);
    expect(count(5, admit(throttle, 't', 'd'))).toBe(2);
    expect(count(5, admit(throttle, 'u', 'c'))).toBe(2);
  });

  test('of a tenant, by all its credentials together; other tenants are not concerned', () => {
    const throttle = new Throttle({ ...off, tenantRequestsPerSecond: 2 });
    let credential = 0;
    const send = () => {
      admit(throttle, 't', String((credential += 1)))();
    };
    expect(count(10, send)).toBe(4);
    expectRefused(send, 1, /^This tenant sends more than 2 requests a second\./);
    expect(count(10, admit(throttle, 'u', 'c'))).toBe(4);
  });

  test('that are refused take nothing from anybody', () => {
    const throttle = new Throttle({ ...off, tenantRequestsPerSecond: 10, credentialRequestsPerSecond: 5 });
    // The storm of one credential is refused for itself, before it has used up what is the tenant's.
    expect(count(1_000, admit(throttle, 't', 'storm'))).toBe(10);
    expect(count(1_000, admit(throttle, 't', 'calm'))).toBe(10);
    // Now the tenant's is used up: what is refused for that is not charged to the credential.
    expect(count(100, admit(throttle, 't', 'third'))).toBe(0);
    vi.advanceTimersByTime(1_000);
    expect(count(100, admit(throttle, 't', 'third'))).toBe(10);
  });

  test('leave 25 a second to each credential, whatever the others of the tenant send', () => {
    const throttle = new Throttle({ ...off, tenantRequestsPerSecond: 500 });
    const by = (credential: string) => admit(throttle, 't', credential);
    expect(count(2_000, by('reports'))).toBe(1_000);
    expect(count(100, by('entra'))).toBe(50);
    vi.advanceTimersByTime(1_000);
    count(1_000, by('reports'));
    expect(count(100, by('entra'))).toBe(25);
  });

  test('a charge is that of its credential alone', () => {
    const throttle = new Throttle({ ...off, tenantRequestsPerSecond: 10, credentialRequestsPerSecond: 10 });
    throttle.charge('t', 'reports', 1_000);
    throttle.admit('t', 'entra');
  });

  test('a charge refuses nothing, and is paid by what comes next', () => {
    const throttle = new Throttle({ ...off, credentialRequestsPerSecond: 10 });
    throttle.admit('t', 'c');
    throttle.charge('t', 'c', 99);
    expectRefused(admit(throttle, 't', 'c'), 9, /credential/);
    // However much it was, it is paid off within half a minute.
    throttle.charge('t', 'c', 1_000_000);
    expectRefused(admit(throttle, 't', 'c'), 31, /credential/);
  });

  test('0 is no limit', () => {
    const throttle = new Throttle(off);
    expect(count(10_000, admit(throttle, 't', 'c'))).toBe(10_000);
    expect(count(10_000, failed(throttle, 'a', 't'))).toBe(10_000);
  });
});

describe('failed authentications', () => {
  test('are counted by address and tenant together', () => {
    const throttle = new Throttle({ ...off, failedAuthenticationsPerMinute: 60 });
    const fail = (address: string, tenant: string) => failed(throttle, address, tenant);
    expect(count(100, fail('a', 't'))).toBe(60);
    expectRefused(fail('a', 't'), 1, /^Too many requests with wrong credentials came from this address\./);
    expect(count(1, fail('b', 't'))).toBe(1);
    expect(count(1, fail('a', 'u'))).toBe(1);
    vi.advanceTimersByTime(1_000);
    expect(count(10, fail('a', 't'))).toBe(1);
  });

  test('say nothing of the tenant, and take no more room than a name', () => {
    const throttle = new Throttle({ ...off, failedAuthenticationsPerMinute: 1 });
    const long = 'x'.repeat(10_000);
    throttle.failed(long, long);
    const error = thrownBy(failed(throttle, `${'x'.repeat(64)}other`, `${'x'.repeat(64)}other`));
    expect(error.status).toBe(429);
    expect(error.message).not.toContain('x'.repeat(10));
  });
});

test("who waits for its turn longer than its request may take is refused, and its turn is the next one's", async () => {
  const throttle = new Throttle({ ...off, credentialRequestsPerSecond: 10 });
  const lasting = new AbortController().signal;
  const running = await Promise.all([1, 2, 3, 4].map(() => throttle.acquireSlot('acme', 'a', lasting)));
  const deadline = new AbortController();
  const late = throttle.acquireSlot('acme', 'a', deadline.signal);
  const next = throttle.acquireSlot('acme', 'a', lasting);
  deadline.abort();
  await expect(late).rejects.toMatchObject({ status: 429, headers: { 'Retry-After': '1' } });
  running[0]?.();
  expect(await next).toBeTypeOf('function');
});

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
