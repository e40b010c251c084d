import { type AuthServices, inTenant, type Principal, grantedPrincipal } from './principal.ts';
import { validityOf, type SecretToken, findSecret, looksLikeSecretToken } from '../tenants/credential.ts';
import { isTenantName } from '../tenants/tenant.ts';
import {
  provisioningOff,
  tokenInvalid,
  managementTokenMissing,
  tokenMissing,
} from '../scim/errors/access.ts';
import { accessTokenIssuer } from './accessToken.ts';
import { identifyByEntraToken } from './entraToken.ts';
import { readUnverified } from './jwt.ts';

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
export function findValidToken(records: readonly SecretToken[], token: string): SecretToken | undefined {
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
