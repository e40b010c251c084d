import { validityOf, type Client, type Credential, type FederatedCredential } from '../tenants/credential.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { Grant } from './accessToken.ts';
import type { Principal } from './principal.ts';

/** The principal of an OAuth client with a secret; undefined if the secret has expired. */
export function clientPrincipal(
  tenant: Tenant,
  { label, scopes }: Client,
  { id, expires }: Credential,
): Principal | undefined {
  if (validityOf({ expires }, Date.now()) === 'expired') return undefined;
  return { tenant, credential: { id, label, expires }, scopes: new Set(scopes) };
}

/** The principal of an application in Entra; undefined if its federated credential has expired. */
export function federatedPrincipal(tenant: Tenant, credential: FederatedCredential): Principal | undefined {
  const { id, label, expires, scopes } = credential;
  if (validityOf({ expires }, Date.now()) === 'expired') return undefined;
  return { tenant, credential: { id, label, expires }, scopes: new Set(scopes) };
}

/**
 * The principal of an access token; undefined if the credential for which it was issued no longer works. A token must
 * not outlive a revocation, or grant more than its client may do now.
 */
export function grantedPrincipal(tenant: Tenant, grant: Grant): Principal | undefined {
  const principal = grant.way === 'clientCredentials' ? bySecret(tenant, grant) : federated(tenant, grant);
  if (principal === undefined) return undefined;
  return { ...principal, scopes: new Set(grant.scopes.filter((scope) => principal.scopes.has(scope))) };
}

function bySecret(tenant: Tenant, { clientId, credential }: Grant): Principal | undefined {
  const client = tenant.clients.find(({ id }) => id === clientId);
  const secret = client?.secrets.find(({ id }) => id === credential);
  return client === undefined || secret === undefined ? undefined : clientPrincipal(tenant, client, secret);
}

function federated(tenant: Tenant, { clientId, credential }: Grant): Principal | undefined {
  const record = tenant.federatedCredentials.find(
    ({ id, subject }) => id === credential && subject === clientId,
  );
  return record === undefined ? undefined : federatedPrincipal(tenant, record);
}
