import type { AuthServices } from './authServices.ts';
import { isTenantName } from '../tenants/tenant.ts';
import { useAssertion } from '../tenants/usedAssertions.ts';
import type { GrantType } from './accessToken.ts';
import { inTenant } from './inTenant.ts';
import { isOf, verifyAssertion } from './clientAssertion.ts';
import type { PresentedClient } from './clientAuthentication.ts';
import { clientPrincipal, federatedPrincipal } from './clientPrincipal.ts';
import type { Principal } from './principal.ts';
import { findSecret, looksLikeClientSecret } from '../tenants/secretToken.ts';

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
