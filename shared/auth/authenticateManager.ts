import { ScimError } from '../scim/error.ts';
import type { AuthServices } from './authServices.ts';
import { deploymentHolder } from '../tenants/deployment.ts';
import { authenticate, findValidToken, type Presented } from './authenticate.ts';
import { managementBearerToken } from './bearer.ts';
import type { Actor, Principal } from './principal.ts';
import { looksLikeSecretToken } from '../tenants/secretToken.ts';
import { managementTokenInvalid } from '../scim/errors/access.ts';

/** Who calls the management API. */
export interface Manager {
  readonly credential: Actor;
  /** The tenant whose own credential it is; undefined for one of the deployment. */
  readonly principal: Principal | undefined;
}

/**
 * Who the caller of a path of the management API is: whoever has a management token of the deployment, or the tenant in
 * the path. What the caller may do there is another question.
 *
 * @param tenant as it stands in the path; undefined where none does.
 * @throws ScimError 401, the same for every wrong credential, path and tenant; 429 where too many of them came; 403 where
 * the tenant is disabled whose own credential it is.
 */
export async function authenticateManager(
  service: AuthServices,
  tenant: string | undefined,
  presented: Presented,
): Promise<Manager> {
  const token = managementBearerToken(presented.authorization);
  const credential = await managementToken(service, tenant, token);
  if (credential !== undefined) return { credential, principal: undefined };
  try {
    if (tenant === undefined) throw managementTokenInvalid();
    const principal = await authenticate(service, tenant, presented);
    return { credential: principal.credential, principal };
  } catch (error) {
    // Whatever tenant is in the path, who tries tokens of the deployment meets one limit.
    if (!(error instanceof ScimError) || error.status !== 401) throw error;
    service.throttle.failed(presented.address, deploymentHolder);
    throw managementTokenInvalid();
  }
}

/** The management token that was sent, of those that are known or, if it is none of them, of those that there are now. */
async function managementToken(
  { managementTokens, tenants }: AuthServices,
  tenant: string | undefined,
  token: string,
): Promise<Actor | undefined> {
  if (!looksLikeSecretToken(token)) return undefined;
  const known = findValidToken(managementTokens.known(), token);
  if (known !== undefined) return known;
  // A tenant's own credential must not cost a read of the deployment's each time.
  const own = tenant === undefined ? undefined : tenants.known(tenant);
  if (own !== undefined && findValidToken(own.secretTokens, token) !== undefined) return undefined;
  return findValidToken(await managementTokens.fresh(), token);
}
