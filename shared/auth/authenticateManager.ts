import { ScimError } from '../scim/error.ts';
import {
  type AuthServices,
  type Actor,
  type Principal,
  authenticate,
  findValidToken,
  type Presented,
  managementBearerToken,
} from './authenticate.ts';
import { deploymentHolder, type ManagementToken } from '../tenants/deployment.ts';
import { type Role, looksLikeSecretToken } from '../tenants/credential.ts';
import type { ActorKind } from '../operators/auditEntry.ts';
import { consoleRoleMissing, managementTokenInvalid } from '../scim/errors/access.ts';
import { verifyOperatorToken } from './entraToken.ts';

/** The caller of the management API. */
export interface Manager {
  readonly kind: ActorKind;
  readonly credential: Actor;
  /** RFC 3339: when the token ends; undefined if it does not. */
  readonly expires: string | undefined;
  /** What an operator may do; undefined for a credential of a tenant. */
  readonly role: Role | undefined;
  /** The tenant that owns the credential; undefined for the deployment's own. */
  readonly principal: Principal | undefined;
}

/**
 * Authenticates the caller of a path of the management API: with a management token of the deployment, as an
 * operator who has signed in by Microsoft Entra ID, or with a credential of the tenant in the path. It does not check what the caller may do there.
 *
 * @param tenant the name in the path; undefined if it has none.
 * @throws ScimError 401, the same for every wrong credential, path and tenant; 429 after too many failures; 403 if
 * the credential belongs to a disabled tenant.
 */
export async function authenticateManager(
  service: AuthServices,
  tenant: string | undefined,
  presented: Presented,
): Promise<Manager> {
  const token = managementBearerToken(presented.authorization);
  const found = await managementToken(service, tenant, token);
  if (found !== undefined) {
    const { role, expires } = found;
    return { kind: 'managementToken', credential: found, role, expires, principal: undefined };
  }
  const operator = await operatorOf(service, token);
  if (operator !== undefined) return operator;
  try {
    if (tenant === undefined) throw managementTokenInvalid();
    const principal = await authenticate(service, tenant, presented);
    const { credential } = principal;
    const { expires } = credential;
    return { kind: 'tenantCredential', credential, role: undefined, expires, principal };
  } catch (error) {
    // Guessed management tokens share one limit, for all tenants.
    if (!(error instanceof ScimError) || error.status !== 401) throw error;
    service.throttle.failed(presented.address, deploymentHolder);
    throw managementTokenInvalid();
  }
}

/**
 * The operator who has signed in by Microsoft Entra ID; undefined if the token is none of an operator's.
 *
 * @throws ScimError 403 for one without a role of the console; 503 if Entra's keys can't be fetched.
 */
async function operatorOf(
  { operators, entraKeys }: AuthServices,
  token: string,
): Promise<Manager | undefined> {
  if (operators === undefined || looksLikeSecretToken(token)) return undefined;
  const operator = await verifyOperatorToken(entraKeys.v2, operators, token);
  if (operator === undefined) return undefined;
  const { id, label, role, expires } = operator;
  if (role === undefined) throw consoleRoleMissing();
  // The token ends within the hour, and another one comes: nobody need be warned.
  return {
    kind: 'entra',
    credential: { id, label, expires: undefined },
    role,
    expires,
    principal: undefined,
  };
}

/** Finds the management token among the known ones, then among those in storage. */
async function managementToken(
  { managementTokens, tenants }: AuthServices,
  tenant: string | undefined,
  token: string,
): Promise<ManagementToken | undefined> {
  if (!looksLikeSecretToken(token)) return undefined;
  const known = findValidToken(managementTokens.known(), token);
  if (known !== undefined) return known;
  // A tenant's credential must not cost a read of the deployment's tokens on each request.
  const own = tenant === undefined ? undefined : tenants.known(tenant);
  if (own !== undefined && findValidToken(own.secretTokens, token) !== undefined) return undefined;
  return findValidToken(await managementTokens.fresh(), token);
}
