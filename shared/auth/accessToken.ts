import { createPublicKey, randomUUID, type JsonWebKey, type KeyObject } from 'node:crypto';
import type { JWTPayload } from 'jose';
import type { SigningKeys } from '../config/keyRing.ts';
import { isScope, type Scope } from '../tenants/credential.ts';
import type { AuthenticationMethod } from '../tenants/tenant.ts';
import { UnknownKey, verifiedClaims } from './jwt.ts';

/** The `iss` of this service's own tokens; Entra's have another. */
export const accessTokenIssuer = 'uniflow-scim';

const algorithm = 'ES256';

/** The `typ` of an access token; no other kind of JWT is accepted (RFC 9068 §2.1). */
const type = 'at+jwt';

/** How a client got its access token. */
export type GrantType = Extract<AuthenticationMethod, 'clientCredentials' | 'workloadIdentity'>;

/** The content of an access token. */
export interface Grant {
  /** Name of the tenant; the token is invalid under another tenant's URL. */
  readonly tenant: string;
  /** The `client_id` to which it was issued. */
  readonly clientId: string;
  /** Id of the client secret or federated credential for which it was issued; the token stops working with it. */
  readonly credential: string;
  readonly way: GrantType;
  readonly scopes: readonly Scope[];
}

/** Signs and verifies access tokens (RFC 9068) with the keys of one ring. */
export class AccessTokens {
  readonly #ring: SigningKeys;
  readonly #publicKeys: ReadonlyMap<string, KeyObject>;

  constructor(ring: SigningKeys) {
    this.#ring = ring;
    this.#publicKeys = new Map(Array.from(ring.keys, ([id, key]) => [id, createPublicKey(key)]));
  }

  /** @param seconds lifetime of the token. */
  async sign(grant: Grant, seconds: number): Promise<string> {
    const { tenant, clientId, credential, way, scopes } = grant;
    const key = this.#ring.keys.get(this.#ring.current);
    if (key === undefined) throw new Error(`The key ring has no key ${this.#ring.current}.`);
    const { SignJWT } = await import('jose');
    const now = Math.floor(Date.now() / 1_000);
    return new SignJWT({ client_id: clientId, credential, way, scope: scopes.join(' ') })
      .setProtectedHeader({ alg: algorithm, kid: this.#ring.current, typ: type })
      .setIssuer(accessTokenIssuer)
      .setAudience(audienceOf(tenant))
      .setSubject(clientId)
      .setIssuedAt(now)
      .setExpirationTime(now + seconds)
      .setJti(randomUUID())
      .sign(key);
  }

  /** Verifies a token under the URL of `tenant`; undefined if it is not valid there. */
  async verify(tenant: string, token: string): Promise<Grant | undefined> {
    const claims = await verifiedClaims(token, ({ kid }) => this.#publicKey(kid), {
      issuer: accessTokenIssuer,
      audience: audienceOf(tenant),
      algorithm,
      claims: ['sub', 'client_id', 'credential', 'way', 'scope', 'iat', 'jti'],
      type,
    });
    return claims === undefined ? undefined : readGrant(tenant, claims);
  }

  /** The JWK Set (RFC 7517 §5) with which anybody can verify this deployment's tokens. */
  keySet(): { readonly keys: readonly JsonWebKey[] } {
    const keys = Array.from(this.#publicKeys, ([kid, key]) => ({
      ...key.export({ format: 'jwk' }),
      kid,
      alg: algorithm,
      use: 'sig',
    }));
    return { keys };
  }

  /** Finds the key by its id alone; a token with an unknown key id fails. */
  #publicKey(kid: string | undefined): KeyObject {
    const key = this.#publicKeys.get(kid ?? '');
    if (key === undefined) throw new UnknownKey();
    return key;
  }
}

/** The `aud`: the tenant and not its URL, because a deployment may have several host names. */
function audienceOf(tenant: string): string {
  return `scim/${tenant}`;
}

function readGrant(tenant: string, claims: JWTPayload): Grant | undefined {
  const { client_id: clientId, credential, way, scope } = claims;
  if (typeof clientId !== 'string' || typeof credential !== 'string' || typeof scope !== 'string')
    return undefined;
  if (way !== 'clientCredentials' && way !== 'workloadIdentity') return undefined;
  return { tenant, clientId, credential, way, scopes: scope.split(' ').filter(isScope) };
}
