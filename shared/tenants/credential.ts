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

/** What is kept of a secret token. */
export interface SecretToken extends Credential {
  readonly scope: Scope;
  /** SHA-256 of the token, hexadecimal. */
  readonly sha256: string;
}

/** What is kept of a secret of an OAuth client. */
export interface ClientSecret extends Credential {
  /** SHA-256 of the secret, hexadecimal. */
  readonly sha256: string;
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

/** How long before its end a credential is warned about, in milliseconds: 60 days. */
const warnedBefore = 60 * 24 * 3_600_000;

export type Validity = 'valid' | 'expiring' | 'expired';

/** @param now milliseconds since 1970. */
export function validityOf({ expires }: Pick<Credential, 'expires'>, now: number): Validity {
  if (expires === undefined) return 'valid';
  const left = Date.parse(expires) - now;
  if (!(left > 0)) return 'expired';
  return left <= warnedBefore ? 'expiring' : 'valid';
}
