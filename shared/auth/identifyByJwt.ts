import type { AuthServices } from './authServices.ts';
import { accessTokenIssuer } from './accessToken.ts';
import { inTenant } from './inTenant.ts';
import { grantedPrincipal } from './clientPrincipal.ts';
import { identifyByEntraToken } from './entraToken.ts';
import { readUnverified } from './jwt.ts';
import type { Principal } from './principal.ts';

/**
 * Who has sent a JWT: one of this service's own, or one of Entra's. Its `iss` only says which of the two it is to be
 * checked as.
 *
 * @throws ScimError 503 where Entra's keys can't be had.
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
