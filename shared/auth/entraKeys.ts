import { setTimeout as wait } from 'node:timers/promises';
import type { CryptoKey } from 'jose';
import { timed } from '../telemetry/recorder.ts';
import { fetchKeySet } from './entraDocuments.ts';
import { issuerTemplate, type EntraVersion } from './entraIssuer.ts';
import type { EntraKeySet } from './entraKeySet.ts';
import { UnknownKey } from './jwt.ts';
import { entraKeysUnavailable } from '../scim/errors/service.ts';

/** Milliseconds. */
export interface KeyLimits {
  /** For both documents together. */
  readonly timeout: number;
  /** How long whoever has a known key waits for them. */
  readonly patience: number;
  /** How long keys are believed without asking again. */
  readonly fresh: number;
  /** How long they are believed while asking fails. */
  readonly stale: number;
  /** Between the end of one attempt, whatever came of it, and the next. */
  readonly pause: number;
}

export const keyLimits: KeyLimits = {
  timeout: 5_000,
  patience: 1_000,
  fresh: 3_600_000,
  stale: 86_400_000,
  pause: 30_000,
};

/** The source of one version of Entra's keys, for all of Entra's tenants. */
export class EntraKeys {
  /** The issuer of the tokens that these keys sign, with `{tenantid}` in the place of Entra's tenant id. */
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
   * The key that signs for one of Entra's tenants under this id.
   *
   * @throws UnknownKey if Entra has no such key; ScimError 503 if that can't be found out now.
   */
  async keyFor(kid: string | undefined, tenantId: string): Promise<CryptoKey> {
    if (kid === undefined) throw new UnknownKey();
    if (this.#believed(this.#limits.fresh)?.has(kid) !== true) {
      const refreshed = this.#refresh();
      // Nobody waits for long for a slow answer to say again that a key is good that was good a while ago.
      const known = this.#believed(this.#limits.stale)?.has(kid) === true;
      await (known
        ? Promise.race([refreshed, wait(this.#limits.patience, undefined, { ref: false })])
        : refreshed);
    }
    const set = this.#believed(this.#limits.stale);
    if (set?.has(kid) === true) return set.keyFor(kid, tenantId);
    throw this.#failure === undefined ? new UnknownKey() : entraKeysUnavailable().causedBy(this.#failure);
  }

  /** The keys, where they were fetched within this time. */
  #believed(milliseconds: number): EntraKeySet | undefined {
    const held = this.#held;
    return held !== undefined && this.#now() - held.at < milliseconds ? held.set : undefined;
  }

  /** One fetch at a time, for all who wait, and none during the pause after it: also not where it has failed. */
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
