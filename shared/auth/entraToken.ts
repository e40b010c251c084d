import type { AuthServices } from './authServices.ts';
import { inTenant } from './inTenant.ts';
import { tenantIdIn } from './entraIssuer.ts';
import type { EntraKeys } from './entraKeys.ts';
import { verifiedClaims, type UnverifiedJwt } from './jwt.ts';
import type { Principal } from './principal.ts';

/** What Entra issues its tokens for: the same for every custom application in the world. The second is that of older jobs. */
const audiences: readonly unknown[] = [
  '8adf8e6e-67b2-4cf2-a259-e3dc5476c621',
  '00000002-0000-0000-c000-000000000000',
];

/** Application id of Entra's provisioning service. */
const provisioningService = '00000014-0000-0000-c000-000000000000';

/**
 * Entra's provisioning service, by a token that it has issued to itself. Storage is asked last, and for a token that is
 * genuine only: whether Entra's keys can be had must not depend on whether the tenant exists.
 *
 * @throws ScimError 503 where Entra's keys can't be had.
 */
export async function identifyByEntraToken(
  service: AuthServices,
  name: string,
  jwt: UnverifiedJwt,
): Promise<Principal | undefined> {
  const entraTenantId = await verifyEntraToken(service.entraKeys.v1, jwt);
  if (entraTenantId === undefined) return undefined;
  return inTenant(service, name, 'entraToken', (tenant) =>
    // Every tenant of Entra's gets such tokens: only this one's are the customer's.
    tenant.identityProvider.settings.entraTenantId === entraTenantId
      ? {
          tenant,
          credential: { id: 'entra', label: 'Microsoft Entra ID', expires: undefined },
          scopes: new Set(['provisioning'] as const),
        }
      : undefined,
  );
}

/** Entra's tenant id in a v1 token of its provisioning service; undefined where it is none. */
async function verifyEntraToken(keys: EntraKeys, jwt: UnverifiedJwt): Promise<string | undefined> {
  const { iss, tid, aud, appid, ver } = jwt.claims;
  const tenantId = tenantIdIn(iss, keys.template);
  // Before a key is fetched: what can be seen to be wrong must not make this service ask Entra.
  if (iss === undefined || tenantId === undefined || tid !== tenantId) return undefined;
  if (typeof aud !== 'string' || !audiences.includes(aud)) return undefined;
  if (appid !== provisioningService || (ver ?? '1.0') !== '1.0') return undefined;
  const verified = await verifiedClaims(jwt.token, ({ kid }) => keys.keyFor(kid, tenantId), {
    issuer: iss,
    audience: aud,
    algorithm: 'RS256',
    claims: ['tid', 'appid'],
    type: undefined,
  });
  return verified === undefined ? undefined : tenantId;
}
