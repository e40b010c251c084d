import { tenantIdIn } from './entraDocuments.ts';
import type { EntraKeys } from './entraKeys.ts';
import { verifiedClaims, type UnverifiedJwt } from './jwt.ts';

/**
 * Audiences of Entra's own tokens: the same for every custom application in the world. The second is that of older
 * jobs.
 */
const audiences: readonly unknown[] = [
  '8adf8e6e-67b2-4cf2-a259-e3dc5476c621',
  '00000002-0000-0000-c000-000000000000',
];

/** Application id of Entra's provisioning service. */
const provisioningService = '00000014-0000-0000-c000-000000000000';

/**
 * Entra's tenant id in a v1 token of its provisioning service; undefined if it is no such token.
 *
 * @throws ScimError 503 if Entra's keys can't be fetched.
 */
export async function verifyEntraToken(keys: EntraKeys, jwt: UnverifiedJwt): Promise<string | undefined> {
  const { iss, tid, aud, appid, ver } = jwt.claims;
  const tenantId = tenantIdIn(iss, keys.template);
  // Checked before a key is fetched: a visibly wrong token must not cause a call to Entra.
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
