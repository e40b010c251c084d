import { validityOf, type Client, type Credential, type FederatedCredential } from '../tenants/credential.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { Grant } from './accessToken.ts';
import type { Principal } from './principal.ts';

/** An OAuth client by one of its secrets; undefined where that has expired. */
export function clientPrincipal(
  tenant: Tenant,
  { label, scopes }: Client,
  { id, expires }: Credential,
): Principal | undefined {
  if (validityOf({ expires }, Date.now()) === 'expired') return undefined;
  return { tenant, credential: { id, label, expires }, scopes: new Set(scopes) };
}

/** An application of Entra's by what is known of it; undefined where that has expired. */
export function federatedPrincipal(tenant: Tenant, credential: FederatedCredential): Principal | undefined {
  const { id, label, expires, scopes } = credential;
  if (validityOf({ expires }, Date.now()) === 'expired') return undefined;
  return { tenant, credential: { id, label, expires }, scopes: new Set(scopes) };
}

/**
 * Who has an access token, as long as the credential for which it was issued works: a token must not outlive a
 * revocation, nor reach farther than its client does by now.
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
