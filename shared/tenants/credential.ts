import type { Scope } from './scope.ts';

/** Common members of all credentials. None holds the secret itself. */
export interface Credential {
  /** Id of the credential in logs and commands. */
  readonly id: string;
  /** Name for people; 1 to 64 characters. */
  readonly label: string;
  /** RFC 3339. */
  readonly created: string;
  /** RFC 3339; undefined if it does not expire. */
  readonly expires: string | undefined;
}

/** The record of a credential that was shown once. */
export interface HashedSecret extends Credential {
  /** SHA-256 of the secret, hexadecimal. */
  readonly sha256: string;
  /** Last characters of the secret, for recognition; undefined for a credential of an earlier release. */
  readonly lastFour?: string;
  /** Hash of the idempotency key with which it was created. */
  readonly wishedAs?: string;
}

/** The record of a secret token. */
export interface SecretToken extends HashedSecret {
  readonly scope: Scope;
}

/** The record of an OAuth client's secret. */
export type ClientSecret = HashedSecret;

/** Four characters of a checksum, so that all 154 random bits stay secret. */
export function lastFourOf(secret: string): string {
  return secret.slice(-4);
}

/** An OAuth client (RFC 6749 §2), which gets access tokens with its secrets. */
export interface Client {
  /** The `client_id`. */
  readonly id: string;
  readonly label: string;
  readonly created: string;
  readonly scopes: readonly Scope[];
  readonly secrets: readonly ClientSecret[];
}

/**
 * An application of Microsoft Entra ID that gets access tokens with assertions signed by Entra (RFC 7523; workload
 * identity federation), without a shared secret.
 */
export interface FederatedCredential extends Credential {
  /** Entra's tenant (directory) id, in the assertion's `iss`. */
  readonly entraTenantId: string;
  /** The assertion's `sub`, the object id of Microsoft's provisioning application; also the `client_id`. */
  readonly subject: string;
  /** The assertion's `aud`. */
  readonly audience: string;
  readonly scopes: readonly Scope[];
}

const dayMs = 24 * 3_600_000;

/** Days before its end at which a credential is reported. */
const warnedBefore = 60;

export type Validity = 'valid' | 'expiring' | 'expired';

/** @param now milliseconds since 1970. */
export function validityOf({ expires }: Pick<Credential, 'expires'>, now: number): Validity {
  if (expires === undefined) return 'valid';
  if (!(Date.parse(expires) > now)) return 'expired';
  return expiresWithin({ expires }, warnedBefore, now) ? 'expiring' : 'valid';
}

/** Whether it expires within so many days, or has expired. @param now milliseconds since 1970. */
export function expiresWithin({ expires }: Pick<Credential, 'expires'>, days: number, now: number): boolean {
  return expires !== undefined && !(Date.parse(expires) - now > days * dayMs);
}
