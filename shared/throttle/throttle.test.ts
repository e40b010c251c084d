import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { RateLimits } from '../config/config.ts';
import { Throttle } from './throttle.ts';
import { thrownBy } from '../../test/support/errors.ts';

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
    const send = () => {
      throttle.admit('t', 'c');
    };
    expect(count(20, send)).toBe(10);
    expectRefused(send, 1, /^This credential sends more than 5 requests a second\./);
    vi.advanceTimersByTime(1_000);
    expect(count(20, send)).toBe(5);
  });

  test('another credential of the same tenant, and one of another tenant, are not concerned', () => {
    const throttle = new Throttle({ ...off, credentialRequestsPerSecond: 1 });
    expect(
      count(5, () => {
        throttle.admit('t', 'c');
      }),
    ).toBe(2);
    expect(
      count(5, () => {
        throttle.admit('t', 'd');
      }),
    ).toBe(2);
    expect(
      count(5, () => {
        throttle.admit('u', 'c');
      }),
    ).toBe(2);
  });

  test('of a tenant, by all its credentials together; other tenants are not concerned', () => {
    const throttle = new Throttle({ ...off, tenantRequestsPerSecond: 2 });
    let credential = 0;
    const send = () => {
      throttle.admit('t', String((credential += 1)));
    };
    expect(count(10, send)).toBe(4);
    expectRefused(send, 1, /^This tenant sends more than 2 requests a second\./);
    expect(
      count(10, () => {
        throttle.admit('u', 'c');
      }),
    ).toBe(4);
  });

  test('that are refused take nothing from anybody', () => {
    const throttle = new Throttle({ ...off, tenantRequestsPerSecond: 10, credentialRequestsPerSecond: 5 });
    // The storm of one credential is refused for itself, before it has used up what is the tenant's.
    expect(
      count(1_000, () => {
        throttle.admit('t', 'storm');
      }),
    ).toBe(10);
    expect(
      count(1_000, () => {
        throttle.admit('t', 'calm');
      }),
    ).toBe(10);
    // Now the tenant's is used up: what is refused for that is not charged to the credential.
    expect(
      count(100, () => {
        throttle.admit('t', 'third');
      }),
    ).toBe(0);
    vi.advanceTimersByTime(1_000);
    expect(
      count(100, () => {
        throttle.admit('t', 'third');
      }),
    ).toBe(10);
  });

  test('leave 25 a second to each credential, whatever the others of the tenant send', () => {
    const throttle = new Throttle({ ...off, tenantRequestsPerSecond: 500 });
    const by = (credential: string) => () => {
      throttle.admit('t', credential);
    };
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
    expectRefused(
      () => {
        throttle.admit('t', 'c');
      },
      9,
      /credential/,
    );
    // However much it was, it is paid off within half a minute.
    throttle.charge('t', 'c', 1_000_000);
    expectRefused(
      () => {
        throttle.admit('t', 'c');
      },
      31,
      /credential/,
    );
  });

  test('0 is no limit', () => {
    const throttle = new Throttle(off);
    expect(
      count(10_000, () => {
        throttle.admit('t', 'c');
      }),
    ).toBe(10_000);
    expect(
      count(10_000, () => {
        throttle.failed('a', 't');
      }),
    ).toBe(10_000);
  });
});

describe('failed authentications', () => {
  test('are counted by address and tenant together', () => {
    const throttle = new Throttle({ ...off, failedAuthenticationsPerMinute: 60 });
    const fail = (address: string, tenant: string) => () => {
      throttle.failed(address, tenant);
    };
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
    const error = thrownBy(() => {
      throttle.failed(`${'x'.repeat(64)}other`, `${'x'.repeat(64)}other`);
    });
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
