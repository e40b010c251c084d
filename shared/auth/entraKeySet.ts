import type { CryptoKey, JWK } from 'jose';
import { issuerOf } from './entraIssuer.ts';
import { UnknownKey } from './jwt.ts';

/** Entra's JWK Set, as received. */
export interface KeySetDocument {
  keys: (JWK & {
    /** Issuer whose tokens the key signs, with or without `{tenantid}`; missing in keys of v1. */
    readonly issuer?: unknown;
  })[];
}

/** The keys of one version of Entra's tokens. */
export interface EntraKeySet {
  has(kid: string): boolean;
  /** @throws UnknownKey if no key with this id signs for this tenant of Entra's. */
  keyFor(kid: string, tenantId: string): Promise<CryptoKey>;
}

/**
 * @param templates issuers that a key may name. Some keys of the common set name one tenant, such as that of personal
 * accounts; they sign for that tenant only.
 */
export function readKeySet(document: KeySetDocument, templates: readonly string[]): EntraKeySet {
  const keysOf = (kid: string) => document.keys.filter((key) => key.kid === kid);
  return {
    has: (kid) => keysOf(kid).length > 0,
    async keyFor(kid, tenantId) {
      const issuers: readonly unknown[] = templates.map((template) => issuerOf(tenantId, template));
      const keys = keysOf(kid).filter(
        ({ issuer }) =>
          issuer === undefined ||
          (typeof issuer === 'string' && issuers.includes(issuerOf(tenantId, issuer))),
      );
      if (keys.length === 0) throw new UnknownKey();
      const { createLocalJWKSet } = await import('jose');
      return createLocalJWKSet({ keys })({ alg: 'RS256', kid });
    },
  };
}

/** Whether a document is a key set with keys: an empty one must not replace a good one. */
export function isKeySetDocument(document: unknown): document is KeySetDocument {
  if (typeof document !== 'object' || document === null || !('keys' in document)) return false;
  const { keys } = document;
  return (
    Array.isArray(keys) && keys.length > 0 && keys.every((key) => typeof key === 'object' && key !== null)
  );
}
