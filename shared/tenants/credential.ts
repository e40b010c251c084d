import type { Scope } from './scope.ts';

/** What all credentials have in common. None of them holds what it is a record of. */
export interface Credential {
  /** Names the credential in logs and commands. */
  readonly id: string;
  /** What people call it; 1 to 64 characters. */
  readonly label: string;
  /** RFC 3339. */
  readonly created: string;
  /** RFC 3339; undefined for one that works until it is revoked. */
  readonly expires: string | undefined;
}

/** What is kept of a credential that was shown once. */
export interface HashedSecret extends Credential {
  /** SHA-256 of the secret, hexadecimal. */
  readonly sha256: string;
  /** Its last characters, by which people tell it; undefined for one of an earlier release. */
  readonly lastFour?: string;
  /** A hash of the idempotency key with which it was made. */
  readonly wishedAs?: string;
}

/** What is kept of a secret token. */
export interface SecretToken extends HashedSecret {
  readonly scope: Scope;
}

/** What is kept of a secret of an OAuth client. */
export type ClientSecret = HashedSecret;

/** Four characters of a checksum: 154 random bits stay secret. */
export function lastFourOf(secret: string): string {
  return secret.slice(-4);
}

/** An OAuth client (RFC 6749 §2) that gets access tokens for its secrets. */
export interface Client {
  /** The `client_id`. */
  readonly id: string;
  readonly label: string;
  readonly created: string;
  readonly scopes: readonly Scope[];
  readonly secrets: readonly ClientSecret[];
}

/**
 * An application of Microsoft Entra ID that gets access tokens for assertions that Entra signs for it (RFC 7523;
 * workload identity federation): no secret is shared.
 */
export interface FederatedCredential extends Credential {
  /** Entra's tenant (directory) id, which is in the assertion's `iss`. */
  readonly entraTenantId: string;
  /** The assertion's `sub`, the object id of Microsoft's provisioning application: the `client_id` of this way. */
  readonly subject: string;
  /** The assertion's `aud`. */
  readonly audience: string;
  readonly scopes: readonly Scope[];
}

const dayMs = 24 * 3_600_000;

/** How long before its end a credential is warned about, in days. */
const warnedBefore = 60;

export type Validity = 'valid' | 'expiring' | 'expired';

/** @param now milliseconds since 1970. */
export function validityOf({ expires }: Pick<Credential, 'expires'>, now: number): Validity {
  if (expires === undefined) return 'valid';
  if (!(Date.parse(expires) > now)) return 'expired';
  return expiresWithin({ expires }, warnedBefore, now) ? 'expiring' : 'valid';
}

/** Whether it ends within so many days, or has ended. @param now milliseconds since 1970. */
export function expiresWithin({ expires }: Pick<Credential, 'expires'>, days: number, now: number): boolean {
  return expires !== undefined && !(Date.parse(expires) - now > days * dayMs);
}
