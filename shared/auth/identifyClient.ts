import {
  type AuthServices,
  inTenant,
  clientPrincipal,
  federatedPrincipal,
  type Principal,
} from './authenticate.ts';
import { isTenantName } from '../tenants/tenant.ts';
import { useAssertion } from '../tenants/usedAssertions.ts';
import type { GrantType } from './accessToken.ts';
import type { PresentedClient } from './clientAuthentication.ts';
import { findSecret, looksLikeClientSecret, type FederatedCredential } from '../tenants/credential.ts';
import { tenantIdIn } from './entraDocuments.ts';
import type { EntraKeys } from './entraKeys.ts';
import { clockSkew, readUnverified, verifiedClaims } from './jwt.ts';

/** A request with client authentication. */
interface AuthCall {
  readonly service: AuthServices;
  readonly signal: AbortSignal;
}

/** An authenticated client of a tenant. */
export interface IdentifiedClient {
  /**
   * Uses up an assertion that is accepted once; called last, so that a request that was refused for another reason
   * can be repeated. @returns whether it was still unused.
   */
  readonly useUp: () => Promise<boolean>;
  readonly clientId: string;
  readonly way: GrantType;
  readonly principal: Principal;
  /** When the proof expires, such as an assertion; undefined if the credential's own end counts. */
  readonly proofExpires: Date | undefined;
}

/**
 * Authenticates a client of the tenant; undefined if it is none, or its proof is wrong.
 *
 * @throws ScimError 503 if storage or Entra's keys can't be reached.
 */
export async function identifyClient(
  call: AuthCall,
  name: string,
  presented: PresentedClient,
): Promise<IdentifiedClient | undefined> {
  if (!isTenantName(name)) return undefined;
  return presented.kind === 'secret' ? bySecret(call, name, presented) : byAssertion(call, name, presented);
}

async function bySecret(
  { service }: AuthCall,
  name: string,
  { clientId, secret }: PresentedClient & { readonly kind: 'secret' },
): Promise<IdentifiedClient | undefined> {
  if (!looksLikeClientSecret(secret)) return undefined;
  const way = 'clientCredentials';
  const principal = await inTenant(service, name, way, (tenant) => {
    const client = tenant.clients.find(({ id }) => id === clientId);
    const record = findSecret(client?.secrets ?? [], secret);
    return client === undefined || record === undefined ? undefined : clientPrincipal(tenant, client, record);
  });
  const useUp = () => Promise.resolve(true);
  return principal === undefined ? undefined : { clientId, way, principal, useUp, proofExpires: undefined };
}

async function byAssertion(
  { service, signal }: AuthCall,
  name: string,
  { clientId, assertion: token }: PresentedClient & { readonly kind: 'assertion' },
): Promise<IdentifiedClient | undefined> {
  const assertion = await verifyAssertion(service.entraKeys.v2, token);
  if (assertion === undefined) return undefined;
  const { subject, issuer, id, expires } = assertion;
  // `client_id` is optional, because the assertion names the client (RFC 7521 §4.2).
  if ((clientId ?? subject) !== subject) return undefined;
  const way = 'workloadIdentity';
  const principal = await inTenant(service, name, way, (tenant) => {
    const record = tenant.federatedCredentials.find((credential) => isOf(assertion, credential));
    return record === undefined ? undefined : federatedPrincipal(tenant, record);
  });
  if (principal === undefined) return undefined;
  const useUp = async () =>
    id === undefined || useAssertion(await service.table('scimTenants'), { issuer, id, expires }, signal);
  return { clientId: subject, way, principal, useUp, proofExpires: expires };
}

/**
 * Maximum age of an assertion in seconds. Entra's live 65 minutes, and its administrators can extend that to a day.
 */
const maxAge = 24 * 3_600;

/** A JWT that Entra has signed for one of its applications, as client authentication (RFC 7523 §3). */
interface ClientAssertion {
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
async function verifyAssertion(keys: EntraKeys, token: string): Promise<ClientAssertion | undefined> {
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
function isOf(
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
