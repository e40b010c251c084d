import { BoundedMap } from '../scim/boundedMap.ts';

/** How often something may happen: at a steady rate, and some of it at once. */
export interface Rate {
  /** 0 is no limit. */
  readonly perSecond: number;
  /** What may come at once after a pause; at least 1. */
  readonly burst: number;
}

interface Bucket {
  readonly tokens: number;
  /** Milliseconds, when `tokens` was true. */
  readonly at: number;
}

/** The longest that a debt is paid off, in seconds: what was done is done, and nobody is shut out for good over it. */
const maxDebtSeconds = 30;

/** What rounding may take away: who has waited as long as it was told must not be told to wait again. */
const tolerance = 1e-6;

/**
 * Token buckets by key, in the memory of this process: the limits are those of one instance. Bounded: of more keys than
 * `maxKeys` the one that was used longest ago is forgotten, and begins again with a full bucket. Its methods take the
 * time in milliseconds, of any clock that only goes forward.
 */
export class TokenBuckets {
  readonly #rate: Rate;
  readonly #buckets: BoundedMap<string, Bucket>;

  constructor(rate: Rate, maxKeys = 10_000) {
    this.#rate = rate;
    this.#buckets = new BoundedMap(maxKeys);
  }

  /** 0 where it may happen now, else the seconds until it may, rounded up. Nothing is taken. */
  wait(key: string, now: number): number {
    const { perSecond } = this.#rate;
    if (perSecond === 0) return 0;
    const missing = 1 - this.#tokens(key, now);
    return missing <= tolerance ? 0 : Math.ceil(missing / perSecond - tolerance);
  }

  /** Takes tokens, also more than there are: what comes next waits until the debt is paid. */
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
