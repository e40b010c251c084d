import type { RateLimits } from '../config/config.ts';
import { Slots, type SlotLimits } from './slots.ts';
import {
  addressThrottled,
  credentialBusy,
  credentialThrottled,
  tenantThrottled,
} from '../scim/errors/access.ts';
import { BoundedMap } from '../scim/bounds.ts';

/** Burst of a rate in seconds: Entra begins a cycle with many requests at once. */
const burstSeconds = 2;

/** Part of the tenant's rate that is reserved for each credential: by default 25 requests a second. */
const reservedPart = 1 / 20;

/** Scans, pages of large users and Bulk requests that run in parallel, and that may wait. */
const slotLimits: SlotLimits = { credential: 4, tenant: 6, instance: 8, maxWaiting: 20 };

/** One caller's access to the limits. */
export interface Quota {
  /** Charges further requests for an operation that turned out to cost more than the admitted one. */
  readonly charge: (requests: number) => void;
  /** Waits for a slot for a long operation. @returns the function that releases it. @throws ScimError 429 */
  readonly acquireSlot: () => Promise<() => void>;
}

/** For commands and jobs, which compete with nobody. */
export const unlimited: Quota = {
  charge: () => undefined,
  acquireSlot: () => Promise.resolve(() => undefined),
};

/** The limits of one instance; instances share none. */
export class Throttle {
  readonly #limits: RateLimits;
  readonly #tenants: TokenBuckets;
  readonly #credentials: TokenBuckets;
  /**
   * Each credential's reserved rate, independent of the tenant's other credentials. Undefined if the tenant's rate is
   * too small.
   */
  readonly #reserved: TokenBuckets | undefined;
  readonly #failures: TokenBuckets;
  readonly #slots = new Slots(slotLimits);

  constructor(limits: RateLimits) {
    const { tenantRequestsPerSecond, credentialRequestsPerSecond, failedAuthenticationsPerMinute } = limits;
    const bucketsOf = (perSecond: number) => new TokenBuckets({ perSecond, burst: perSecond * burstSeconds });
    this.#limits = limits;
    this.#tenants = bucketsOf(tenantRequestsPerSecond);
    this.#credentials = bucketsOf(credentialRequestsPerSecond);
    const reserved = Math.floor(tenantRequestsPerSecond * reservedPart);
    this.#reserved = reserved === 0 ? undefined : bucketsOf(reserved);
    this.#failures = new TokenBuckets({
      perSecond: failedAuthenticationsPerMinute / 60,
      burst: failedAuthenticationsPerMinute,
    });
  }

  /**
   * Counts an authenticated request. A refused request is not counted, so that a credential's refused requests take
   * nothing from others.
   *
   * @throws ScimError 429 with `Retry-After`
   */
  admit(tenant: string, credential: string): void {
    const now = performance.now();
    const { tenantRequestsPerSecond, credentialRequestsPerSecond } = this.#limits;
    const key = credentialKey(tenant, credential);
    const wait = this.#credentials.wait(key, now);
    if (wait > 0) throw credentialThrottled(wait, credentialRequestsPerSecond);
    const tenantWait = this.#tenants.wait(tenant, now);
    const reserved = this.#reserved?.wait(key, now) === 0;
    if (tenantWait > 0 && !reserved) throw tenantThrottled(tenantWait, tenantRequestsPerSecond);
    this.#credentials.take(key, now);
    this.#tenants.take(tenant, now);
    this.#reserved?.take(key, now);
  }

  /** The quota of a credential. @param signal ends its waits. */
  quotaOf(tenant: string, credential: string, signal: AbortSignal): Quota {
    return {
      charge: (requests) => {
        this.charge(tenant, credential, requests);
      },
      acquireSlot: () => this.acquireSlot(tenant, credential, signal),
    };
  }

  /**
   * Charges the actual cost of an admitted request: a Bulk request counts as many requests as it has operations. It
   * still runs, and later ones wait. Only the credential is charged, so that a reporting tool does not make Entra
   * wait.
   */
  charge(tenant: string, credential: string, requests: number): void {
    this.#credentials.take(credentialKey(tenant, credential), performance.now(), requests);
  }

  /**
   * Waits for a slot for a long operation, such as a scan or a Bulk request: only a few run in parallel for a
   * credential, a tenant and an instance.
   *
   * @param signal ends the wait.
   * @returns the function that releases the slot.
   * @throws ScimError 429 if too many wait, or if the signal aborts first.
   */
  async acquireSlot(tenant: string, credential: string, signal: AbortSignal): Promise<() => void> {
    if (this.#limits.credentialRequestsPerSecond === 0) return () => undefined;
    const slot = this.#slots.acquire(tenant, credential);
    if (slot !== undefined) return inTime(slot, signal);
    throw credentialBusy(busySeconds);
  }

  /**
   * Counts a failed authentication by address and tenant, because Entra's addresses are shared. It is called after
   * the credential was checked, so that it never slows a valid one.
   *
   * @param tenant the name in the URL, whether it exists or not.
   * @throws ScimError 429 with `Retry-After`
   */
  failed(address: string, tenant: string): void {
    // The caller chooses both texts: they must not fill the memory.
    const key = `${address.slice(0, 64)} ${tenant.slice(0, 64)}`;
    const now = performance.now();
    const wait = this.#failures.wait(key, now);
    if (wait > 0) throw addressThrottled(wait);
    this.#failures.take(key, now);
  }
}

function credentialKey(tenant: string, credential: string): string {
  return `${tenant} ${credential}`;
}

/** Estimate of when a slot is free, in seconds. */
const busySeconds = 1;

/** The slot; if it comes after the signal, it is released at once. */
function inTime(slot: Promise<() => void>, signal: AbortSignal): Promise<() => void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      void slot.then((release) => {
        release();
      });
      reject(credentialBusy(busySeconds));
    };
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    void slot.then((release) => {
      if (signal.aborted) return;
      signal.removeEventListener('abort', onAbort);
      resolve(release);
    });
  });
}

/** A steady rate with a burst. */
export interface Rate {
  /** 0 means no limit. */
  readonly perSecond: number;
  /** Tokens after a pause; at least 1. */
  readonly burst: number;
}

interface Bucket {
  readonly tokens: number;
  /** When `tokens` was computed, in milliseconds. */
  readonly at: number;
}

/** Longest debt in seconds: an expensive operation must not lock a client out for good. */
const maxDebtSeconds = 30;

/** Tolerance for rounding: a client that waited as long as it was told must be admitted. */
const tolerance = 1e-6;

/**
 * Token buckets by key, in the memory of one instance. Beyond `maxKeys` the least recently used key is forgotten, and
 * starts again with a full bucket. The methods take the time in milliseconds, of any clock that only goes forward.
 */
export class TokenBuckets {
  readonly #rate: Rate;
  readonly #buckets: BoundedMap<string, Bucket>;

  constructor(rate: Rate, maxKeys = 10_000) {
    this.#rate = rate;
    this.#buckets = new BoundedMap(maxKeys);
  }

  /** 0 if the key has a token now, otherwise the seconds to wait, rounded up. Takes no token. */
  wait(key: string, now: number): number {
    const { perSecond } = this.#rate;
    if (perSecond === 0) return 0;
    const missing = 1 - this.#tokens(key, now);
    return missing <= tolerance ? 0 : Math.ceil(missing / perSecond - tolerance);
  }

  /** Takes tokens, also more than there are: the next request waits until the debt is paid. */
  take(key: string, now: number, cost = 1): void {
    const { perSecond } = this.#rate;
    if (perSecond === 0) return;
    const tokens = Math.max(this.#tokens(key, now) - cost, -perSecond * maxDebtSeconds);
    this.#buckets.set(key, { tokens, at: now });
  }

  #tokens(key: string, now: number): number {
    const { perSecond, burst } = this.#rate;
    const known = this.#buckets.get(key);
    if (known === undefined) return burst;
    return Math.min(burst, known.tokens + ((now - known.at) / 1_000) * perSecond);
  }
}
