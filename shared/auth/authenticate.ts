import type { AuthServices } from './authServices.ts';
import { validityOf, type SecretToken } from '../tenants/credential.ts';
import { isTenantName } from '../tenants/tenant.ts';
import { bearerToken } from './bearer.ts';
import { identifyByJwt } from './identifyByJwt.ts';
import { inTenant } from './inTenant.ts';
import type { Principal } from './principal.ts';
import { findSecret, looksLikeSecretToken } from '../tenants/secretToken.ts';
import { provisioningOff, tokenInvalid } from '../scim/errors/access.ts';

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
