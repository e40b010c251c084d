import type { AuthServices } from './authServices.ts';
import { accessTokenIssuer } from './accessToken.ts';
import { inTenant } from './inTenant.ts';
import { grantedPrincipal } from './clientPrincipal.ts';
import { identifyByEntraToken } from './entraToken.ts';
import { readUnverified } from './jwt.ts';
import type { Principal } from './principal.ts';

/**
 * Identifies the sender of a JWT, one of this service's own or one of Entra's. The unverified `iss` only selects
 * which check runs.
 *
 * @throws ScimError 503 if Entra's keys can't be fetched.
 */
export async function identifyByJwt(
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
