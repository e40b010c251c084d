import { tenantIdIn, issuerOf } from './entraDocuments.ts';
import type { EntraKeys } from './entraKeys.ts';
import { verifiedClaims, type UnverifiedJwt, readUnverified } from './jwt.ts';
import type { OperatorSettings } from '../config/config.ts';
import { includesRole, type Role } from '../tenants/credential.ts';

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

/** A person, or an application, that Entra says may operate the deployment. */
export interface EntraOperator {
  /** Object id. */
  readonly id: string;
  readonly label: string;
  /** RFC 3339: when the token ends. */
  readonly expires: string;
  /** The highest of the roles that are assigned; undefined if none of them is one of the console's. */
  readonly role: Role | undefined;
}

/** The app roles of the console. */
const appRoles: Readonly<Record<string, Role>> = {
  'Console.Reader': 'reader',
  'Console.Support': 'support',
  'Console.Admin': 'admin',
};

/**
 * The operator of an access token that Entra has issued for the console (v2); undefined if it is no such token.
 *
 * @throws ScimError 503 if Entra's keys can't be fetched.
 */
export async function verifyOperatorToken(
  keys: EntraKeys,
  { entraTenantId, clientId }: OperatorSettings,
  token: string,
): Promise<EntraOperator | undefined> {
  const jwt = await readUnverified(token);
  const issuer = issuerOf(entraTenantId, keys.template);
  // Checked before a key is fetched: a visibly wrong token must not cause a call to Entra.
  if (jwt?.claims.iss !== issuer || jwt.claims.aud !== clientId) return undefined;
  const claims = await verifiedClaims(token, ({ kid }) => keys.keyFor(kid, entraTenantId), {
    issuer,
    audience: clientId,
    algorithm: 'RS256',
    claims: ['tid', 'oid', 'iat'],
    type: undefined,
  });
  if (claims?.exp === undefined || claims.tid !== entraTenantId || claims.ver !== '2.0') return undefined;
  const { oid, name, preferred_username: userName, exp, roles, azp } = claims;
  // An ID token of the same application has its audience and roles as well. Only an access token names the client.
  if (typeof oid !== 'string' || typeof azp !== 'string') return undefined;
  const label = [name, userName, oid].find((text) => typeof text === 'string' && text !== '');
  return {
    id: oid,
    label: String(label),
    expires: new Date(exp * 1_000).toISOString(),
    role: highest(roles),
  };
}

function highest(names: unknown): Role | undefined {
  const held = Array.isArray(names) ? names.flatMap((name) => appRoles[String(name)] ?? []) : [];
  return held.reduce<Role | undefined>(
    (best, role) => (best === undefined || includesRole(role, best) ? role : best),
    undefined,
  );
}
