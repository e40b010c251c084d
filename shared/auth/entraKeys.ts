import { setTimeout as wait } from 'node:timers/promises';
import type { CryptoKey } from 'jose';
import { timed } from '../telemetry/recorder.ts';
import { fetchKeySet, issuerTemplate, type EntraVersion, type EntraKeySet } from './entraDocuments.ts';
import { UnknownKey } from './jwt.ts';
import { entraKeysUnavailable } from '../scim/errors/service.ts';

/** Times in milliseconds. */
export interface KeyLimits {
  /** For both documents together. */
  readonly timeout: number;
  /** How long a caller with a known key waits for a fetch. */
  readonly patience: number;
  /** How long keys are used without fetching again. */
  readonly fresh: number;
  /** How long keys are used while fetching fails. */
  readonly stale: number;
  /** Pause between the end of a fetch, successful or not, and the next one. */
  readonly pause: number;
}

export const keyLimits: KeyLimits = {
  timeout: 5_000,
  patience: 1_000,
  fresh: 3_600_000,
  stale: 86_400_000,
  pause: 30_000,
};

/** The source of one version of Entra's keys, for all tenants of Entra. */
export class EntraKeys {
  /** Issuer of the tokens that these keys sign, with `{tenantid}` as a placeholder for Entra's tenant id. */
  readonly template: string;
  readonly #authority: string;
  readonly #version: EntraVersion;
  readonly #limits: KeyLimits;
  readonly #now: () => number;
  #held: { readonly at: number; readonly set: EntraKeySet } | undefined;
  #failure: unknown;
  #notBefore = -Infinity;
  #running: Promise<void> | undefined;

  /** @param now milliseconds of a clock that only goes forward. */
  constructor(
    authority: string,
    version: EntraVersion,
    limits: KeyLimits = keyLimits,
    now = () => performance.now(),
  ) {
    this.template = issuerTemplate(authority, version);
    this.#authority = authority;
    this.#version = version;
    this.#limits = limits;
    this.#now = now;
  }

  /**
   * The key with this id that signs for one of Entra's tenants.
   *
   * @throws UnknownKey if Entra has no such key; ScimError 503 if the keys can't be fetched.
   */
  async keyFor(kid: string | undefined, tenantId: string): Promise<CryptoKey> {
    if (kid === undefined) throw new UnknownKey();
    if (this.#believed(this.#limits.fresh)?.has(kid) !== true) {
      const refreshed = this.#refresh();
      // Nobody waits long for a slow answer if the key was valid a while ago.
      const known = this.#believed(this.#limits.stale)?.has(kid) === true;
      await (known
        ? Promise.race([refreshed, wait(this.#limits.patience, undefined, { ref: false })])
        : refreshed);
    }
    const set = this.#believed(this.#limits.stale);
    if (set?.has(kid) === true) return set.keyFor(kid, tenantId);
    throw this.#failure === undefined ? new UnknownKey() : entraKeysUnavailable().causedBy(this.#failure);
  }

  /** The keys, if they were fetched within this time. */
  #believed(milliseconds: number): EntraKeySet | undefined {
    const held = this.#held;
    return held !== undefined && this.#now() - held.at < milliseconds ? held.set : undefined;
  }

  /** Fetches the keys: one fetch at a time for all callers, and none during the pause after it, even if it failed. */
  #refresh(): Promise<void> {
    if (this.#running !== undefined) return this.#running;
    if (this.#now() < this.#notBefore) return Promise.resolve();
    this.#running = this.#fetch().finally(() => {
      this.#notBefore = this.#now() + this.#limits.pause;
      this.#running = undefined;
    });
    return this.#running;
  }

  async #fetch(): Promise<void> {
    try {
      const signal = AbortSignal.timeout(this.#limits.timeout);
      const set = await timed('fetchKeys', () => fetchKeySet(this.#authority, this.#version, signal));
      this.#held = { at: this.#now(), set };
      this.#failure = undefined;
    } catch (error) {
      this.#failure = error;
    }
  }
}
