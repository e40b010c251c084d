import type { FederatedCredential } from '../tenants/credential.ts';
import { tenantIdIn } from './entraIssuer.ts';
import type { EntraKeys } from './entraKeys.ts';
import { clockSkew, readUnverified, verifiedClaims } from './jwt.ts';

/**
 * Seconds after its issue that an assertion is accepted at most. Entra's work for 65 minutes, and its administrators can
 * make that a day: whatever works for longer was not made for this.
 */
const maxAge = 24 * 3_600;

/** A JWT that Entra has signed for one of its applications, to be let in by (RFC 7523 §3). */
export interface ClientAssertion {
  readonly issuer: string;
  /** Of Entra's tenant, from the issuer. */
  readonly entraTenantId: string;
  readonly subject: string;
  readonly audience: string;
  /**
   * `jti`: where there is one, the assertion is good for once. Entra's have none, and Entra sends the same one again: such
   * an assertion is good until it ends, for whoever has it.
   */
  readonly id: string | undefined;
  /** From when on it is refused in any case. */
  readonly expires: Date;
}

/**
 * Verifies all of an assertion that does not depend on the tenant: whether Entra's keys can be had must not depend on
 * whether the tenant exists.
 *
 * @throws ScimError 503 where Entra's keys can't be had.
 */
export async function verifyAssertion(keys: EntraKeys, token: string): Promise<ClientAssertion | undefined> {
  const { iss, sub, aud, tid } = (await readUnverified(token))?.claims ?? {};
  const entraTenantId = tenantIdIn(iss, keys.template);
  // Before a key is fetched: what can be seen to be wrong must not make this service ask Entra.
  if (iss === undefined || entraTenantId === undefined || (tid ?? entraTenantId) !== entraTenantId)
    return undefined;
  if (typeof aud !== 'string' || typeof sub !== 'string') return undefined;
  const verified = await verifiedClaims(token, ({ kid }) => keys.keyFor(kid, entraTenantId), {
    issuer: iss,
    // Which one it must be only the tenant knows: see `isOf`.
    audience: aud,
    algorithm: 'RS256',
    claims: ['sub'],
    type: undefined,
  });
  const { exp, iat, nbf, jti } = verified ?? {};
  const now = Date.now() / 1_000;
  if (exp === undefined || (iat ?? 0) > now + clockSkew) return undefined;
  // One that does not say since when it works counts from now.
  if (exp - (iat ?? nbf ?? now) > maxAge + clockSkew) return undefined;
  const expires = new Date((exp + clockSkew) * 1_000);
  return { issuer: iss, entraTenantId, subject: sub, audience: aud, id: jti, expires };
}

/** Whether an assertion is that of the application for which the credential was made. */
export function isOf(
  assertion: ClientAssertion,
  { entraTenantId, subject, audience }: FederatedCredential,
): boolean {
  return (
    assertion.entraTenantId === entraTenantId &&
    assertion.subject === subject &&
    // Entra shows its administrator the audience with this at its end, and signs it without.
    [audience, audience.replace(/\/\.default$/, '')].includes(assertion.audience)
  );
}
