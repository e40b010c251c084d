import {
  type Scope,
  validityOf,
  type Client,
  type Credential,
  type FederatedCredential,
  type SecretToken,
  findSecret,
  looksLikeSecretToken,
} from '../tenants/credential.ts';
import { type Tenant, type AuthenticationMethod, isTenantName } from '../tenants/tenant.ts';
import type { Table } from '../store/tables.ts';
import type { ManagementTokens } from '../tenants/deployment.ts';
import type { TenantDirectory } from '../tenants/tenantDirectory.ts';
import type { Throttle } from '../throttle/throttle.ts';
import { type AccessTokens, type Grant, accessTokenIssuer } from './accessToken.ts';
import type { EntraVersion } from './entraDocuments.ts';
import type { EntraKeys } from './entraKeys.ts';
import type { OperatorSettings } from '../config/config.ts';
import {
  provisioningOff,
  tokenInvalid,
  managementTokenMissing,
  tokenMissing,
} from '../scim/errors/access.ts';
import { verifyEntraToken } from './entraToken.ts';
import { readUnverified, type UnverifiedJwt } from './jwt.ts';

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
  /** Undefined if no operator signs in by Microsoft Entra ID. */
  readonly operators: OperatorSettings | undefined;
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
function grantedPrincipal(tenant: Tenant, grant: Grant): Principal | undefined {
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

/** The part of a request that identifies its sender. */
export interface Presented {
  readonly authorization: string | null;
  /** Address of the client, for counting failures. */
  readonly address: string;
}

/**
 * Authenticates the caller of a tenant's URL by its bearer token (RFC 6750). A cached tenant costs no storage call; a
 * token that does not match it is tried against storage once, so that a new token works at once.
 *
 * @throws ScimError 401, the same for a wrong token, an unknown tenant and another tenant's token; 429 after too many
 * failures; 403 if the tenant is disabled, for a valid credential only.
 */
export async function authenticate(
  service: AuthServices,
  name: string,
  presented: Presented,
): Promise<Principal> {
  const token = bearerToken(presented.authorization);
  const principal = isTenantName(name) ? await identify(service, name, token) : undefined;
  if (principal === undefined) {
    service.throttle.failed(presented.address, name);
    throw tokenInvalid();
  }
  if (!principal.tenant.identityProvider.provisioning.enabled) {
    throw provisioningOff();
  }
  return principal;
}

function identify(service: AuthServices, name: string, token: string): Promise<Principal | undefined> {
  return looksLikeSecretToken(token)
    ? identifyBySecretToken(service, name, token)
    : identifyByJwt(service, name, token);
}

async function identifyBySecretToken(
  service: AuthServices,
  name: string,
  token: string,
): Promise<Principal | undefined> {
  return inTenant(service, name, 'secretToken', (tenant) => {
    const found = findValidToken(tenant.secretTokens, token);
    if (found === undefined) return undefined;
    const { id, label, expires, scope } = found;
    return { tenant, credential: { id, label, expires }, scopes: new Set([scope]) };
  });
}

/** The record of a secret token; undefined if there is none or it has expired. */
export function findValidToken<Token extends SecretToken>(
  records: readonly Token[],
  token: string,
): Token | undefined {
  const record = findSecret(records, token);
  return record === undefined || validityOf(record, Date.now()) === 'expired' ? undefined : record;
}

/**
 * Reads the bearer token. The scheme ignores case, and one or more spaces follow it (RFC 7235 §2.1). All the rest is
 * the token: malformed and wrong tokens must get the same answer.
 *
 * @throws ScimError 401 if there is no bearer token.
 */
function bearerToken(authorization: string | null): string {
  const token = tokenIn(authorization);
  if (token !== undefined) return token;
  throw tokenMissing();
}

/**
 * The same for the management API.
 *
 * @throws ScimError 401 if there is no bearer token.
 */
export function managementBearerToken(authorization: string | null): string {
  const token = tokenIn(authorization);
  if (token !== undefined) return token;
  throw managementTokenMissing();
}

function tokenIn(authorization: string | null): string | undefined {
  return /^bearer +(\S.*)$/i.exec(authorization ?? '')?.[1]?.trimEnd();
}

/**
 * Identifies the sender of a JWT, one of this service's own or one of Entra's. The unverified `iss` only selects
 * which check runs.
 *
 * @throws ScimError 503 if Entra's keys can't be fetched.
 */
async function identifyByJwt(
  service: AuthServices,
  name: string,
  token: string,
): Promise<Principal | undefined> {
  const jwt = await readUnverified(token);
  if (jwt === undefined) return undefined;
  return jwt.claims.iss === accessTokenIssuer
    ? identifyByAccessToken(service, name, token)
    : identifyByEntraToken(service, name, jwt);
}

async function identifyByAccessToken(
  service: AuthServices,
  name: string,
  token: string,
): Promise<Principal | undefined> {
  const grant = await service.accessTokens?.verify(name, token);
  if (grant === undefined) return undefined;
  return inTenant(service, name, grant.way, (tenant) => grantedPrincipal(tenant, grant));
}

/**
 * Identifies Entra's provisioning service by a token that Entra issued itself. Storage is read last, and for genuine
 * tokens only, so that an outage of Entra's keys does not reveal whether the tenant exists.
 */
async function identifyByEntraToken(
  service: AuthServices,
  name: string,
  jwt: UnverifiedJwt,
): Promise<Principal | undefined> {
  const entraTenantId = await verifyEntraToken(service.entraKeys.v1, jwt);
  if (entraTenantId === undefined) return undefined;
  return inTenant(service, name, 'entraToken', (tenant) =>
    // Every tenant of Entra gets such tokens; only this one is the customer's.
    tenant.identityProvider.settings.entraTenantId === entraTenantId
      ? {
          tenant,
          credential: { id: 'entra', label: 'Microsoft Entra ID', expires: undefined },
          scopes: new Set(['provisioning'] as const),
        }
      : undefined,
  );
}
