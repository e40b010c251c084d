import {
  type Scope,
  validityOf,
  type Client,
  type Credential,
  type FederatedCredential,
} from '../tenants/credential.ts';
import type { Tenant, AuthenticationMethod } from '../tenants/tenant.ts';
import type { Table } from '../store/tables.ts';
import type { ManagementTokens } from '../tenants/deployment.ts';
import type { TenantDirectory } from '../tenants/tenantDirectory.ts';
import type { Throttle } from '../throttle/throttle.ts';
import type { AccessTokens, Grant } from './accessToken.ts';
import type { EntraVersion } from './entraDocuments.ts';
import type { EntraKeys } from './entraKeys.ts';

/** The credential of a caller, for the log. */
export interface Actor {
  readonly id: string;
  readonly label: string;
  /** RFC 3339; undefined if it does not expire. */
  readonly expires: string | undefined;
}

/** The caller: a tenant, by one of its credentials. */
export interface Principal {
  readonly tenant: Tenant;
  readonly credential: Actor;
  readonly scopes: ReadonlySet<Scope>;
}

/** Services that authentication needs. */
export interface AuthServices {
  readonly tenants: TenantDirectory;
  readonly managementTokens: ManagementTokens;
  readonly throttle: Throttle;
  /** Undefined if this deployment issues no access tokens. */
  readonly accessTokens: AccessTokens | undefined;
  readonly entraKeys: Readonly<Record<EntraVersion, EntraKeys>>;
  table(name: 'scimTenants'): Promise<Table>;
}

/** Looks for a credential in the cached tenant, then in the tenant in storage. */
export async function inTenant(
  { tenants }: AuthServices,
  name: string,
  way: AuthenticationMethod,
  find: (tenant: Tenant) => Principal | undefined,
): Promise<Principal | undefined> {
  const findIn = (tenant: Tenant | undefined): Principal | undefined => {
    const open = tenant !== undefined && tenant.removing === undefined;
    const allowed = open && tenant.identityProvider.settings.authentication.includes(way);
    return allowed ? find(tenant) : undefined;
  };
  return findIn(tenants.known(name)) ?? findIn(await tenants.fresh(name));
}

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
