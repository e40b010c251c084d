import type { AuthServices } from './authServices.ts';
import { validityOf, type SecretToken } from '../tenants/credential.ts';
import { isTenantName } from '../tenants/tenant.ts';
import { bearerToken } from './bearer.ts';
import { identifyByJwt } from './identifyByJwt.ts';
import { inTenant } from './inTenant.ts';
import type { Principal } from './principal.ts';
import { findSecret, looksLikeSecretToken } from '../tenants/secretToken.ts';
import { provisioningOff, tokenInvalid } from '../scim/errors/access.ts';

/** What a request says of its sender. */
export interface Presented {
  readonly authorization: string | null;
  /** Of the client, for counting failures. */
  readonly address: string;
}

/**
 * Who the caller of a tenant's URL is, by its bearer token (RFC 6750). A cached tenant costs no storage call; a token
 * that does not fit it is tried once more against storage, so that a new one works at once.
 *
 * @throws ScimError 401, the same for a wrong token, an unknown tenant and another tenant's token; 429 where too many of
 * them came; 403 where the tenant is disabled, which only who has its credential is told.
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

/** The record of a secret token that has not expired. */
export function findValidToken(records: readonly SecretToken[], token: string): SecretToken | undefined {
  const record = findSecret(records, token);
  return record === undefined || validityOf(record, Date.now()) === 'expired' ? undefined : record;
}
