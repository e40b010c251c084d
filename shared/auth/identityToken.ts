import { randomUUID } from 'node:crypto';
import type { SigningKeys } from '../config/keyRing.ts';
import { defined } from '../scim/json.ts';

/** Lifetime of an identity token in seconds. */
export const identityTokenSeconds = 300;

/** Who has signed in, as the print system is told. */
export interface Identity {
  /** `<origin>/sso/<tenant>`. */
  readonly issuer: string;
  /** Origin of the print system. */
  readonly audience: string;
  readonly tenant: string;
  readonly person: {
    readonly id: string;
    readonly externalId: string | undefined;
    readonly userName: string;
    readonly displayName: string | undefined;
    readonly localUsername: string | undefined;
  };
}

/**
 * Signs an identity token (ES256). Its `typ` is not that of an access token: it opens nothing of this service's API. The
 * keys are those of `/scim/{tenant}/oauth2/jwks`.
 */
export async function signIdentity(ring: SigningKeys, identity: Identity): Promise<string> {
  const key = ring.keys.get(ring.current);
  if (key === undefined) throw new Error(`The key ring has no key ${ring.current}.`);
  const { SignJWT } = await import('jose');
  const now = Math.floor(Date.now() / 1_000);
  const { tenant, person } = identity;
  const { externalId, userName, displayName, localUsername } = person;
  const claims = {
    tenant,
    preferred_username: userName,
    ...defined({ external_id: externalId, name: displayName, local_username: localUsername }),
  };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'ES256', kid: ring.current, typ: 'JWT' })
    .setIssuer(identity.issuer)
    .setAudience(identity.audience)
    .setSubject(person.id)
    .setIssuedAt(now)
    .setExpirationTime(now + identityTokenSeconds)
    .setJti(randomUUID())
    .sign(key);
}
