import type { CryptoKey } from 'jose';
import { timed } from '../telemetry/recorder.ts';
import { fetchKeySet, issuerTemplate, type EntraVersion, type EntraKeySet } from './entraDocuments.ts';
import { HeldDocument, type HoldingLimits } from './heldDocument.ts';
import { UnknownKey } from './jwt.ts';
import { entraKeysUnavailable } from '../scim/errors/service.ts';

/** Times in milliseconds. */
export interface KeyLimits extends HoldingLimits {
  /** For both documents together. */
  readonly timeout: number;
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
  readonly #keys: HeldDocument<EntraKeySet>;

  /** @param now milliseconds of a clock that only goes forward. */
  constructor(
    authority: string,
    version: EntraVersion,
    limits: KeyLimits = keyLimits,
    now = () => performance.now(),
  ) {
    this.template = issuerTemplate(authority, version);
    const fetch = () =>
      timed('fetchKeys', () => fetchKeySet(authority, version, AbortSignal.timeout(limits.timeout)));
    // Any caller can name a key that Entra does not have.
    this.#keys = new HeldDocument(fetch, limits, now, 'every');
  }

  /**
   * The key with this id that signs for one of Entra's tenants.
   *
   * @throws UnknownKey if Entra has no such key; ScimError 503 if the keys can't be fetched.
   */
  async keyFor(kid: string | undefined, tenantId: string): Promise<CryptoKey> {
    if (kid === undefined) throw new UnknownKey();
    const set = await this.#keys.read((keys) => keys.has(kid));
    if (set !== undefined) return set.keyFor(kid, tenantId);
    const { failure } = this.#keys;
    throw failure === undefined ? new UnknownKey() : entraKeysUnavailable().causedBy(failure);
  }
}
