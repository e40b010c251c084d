import type { FederatedCredential } from '../tenants/credential.ts';
import { tenantIdIn } from './entraIssuer.ts';
import type { EntraKeys } from './entraKeys.ts';
import { clockSkew, readUnverified, verifiedClaims } from './jwt.ts';

/**
 * Maximum age of an assertion in seconds. Entra's live 65 minutes, and its administrators can extend that to a day.
 */
const maxAge = 24 * 3_600;

/** A JWT that Entra has signed for one of its applications, as client authentication (RFC 7523 §3). */
export interface ClientAssertion {
  readonly issuer: string;
  /** Tenant id of Entra, from the issuer. */
  readonly entraTenantId: string;
  readonly subject: string;
  readonly audience: string;
  /**
   * `jti`: an assertion with one is accepted once. Entra's have none, and Entra sends the same assertion again; it is
   * accepted until it expires.
   */
  readonly id: string | undefined;
  /** From when on it is refused in any case. */
  readonly expires: Date;
}

/**
 * Verifies the part of an assertion that does not depend on the tenant, so that an outage of Entra's keys does not
 * reveal whether the tenant exists.
 *
 * @throws ScimError 503 if Entra's keys can't be fetched.
 */
export async function verifyAssertion(keys: EntraKeys, token: string): Promise<ClientAssertion | undefined> {
  const { iss, sub, aud, tid } = (await readUnverified(token))?.claims ?? {};
  const entraTenantId = tenantIdIn(iss, keys.template);
  // Checked before a key is fetched: a visibly wrong assertion must not cause a call to Entra.
  if (iss === undefined || entraTenantId === undefined || (tid ?? entraTenantId) !== entraTenantId)
    return undefined;
  if (typeof aud !== 'string' || typeof sub !== 'string') return undefined;
  const verified = await verifiedClaims(token, ({ kid }) => keys.keyFor(kid, entraTenantId), {
    issuer: iss,
    // The tenant's federated credential says which value it must have: see `isOf`.
    audience: aud,
    algorithm: 'RS256',
    claims: ['sub'],
    type: undefined,
  });
  const { exp, iat, nbf, jti } = verified ?? {};
  const now = Date.now() / 1_000;
  if (exp === undefined || (iat ?? 0) > now + clockSkew) return undefined;
  // Without `iat` and `nbf` its age counts from now.
  if (exp - (iat ?? nbf ?? now) > maxAge + clockSkew) return undefined;
  const expires = new Date((exp + clockSkew) * 1_000);
  return { issuer: iss, entraTenantId, subject: sub, audience: aud, id: jti, expires };
}

/** Whether an assertion belongs to the application of a federated credential. */
export function isOf(
  assertion: ClientAssertion,
  { entraTenantId, subject, audience }: FederatedCredential,
): boolean {
  return (
    assertion.entraTenantId === entraTenantId &&
    assertion.subject === subject &&
    // Entra shows its administrator the audience with this suffix, and signs it without.
    [audience, audience.replace(/\/\.default$/, '')].includes(assertion.audience)
  );
}
