import type { ResourceType } from '../../scim/schema/attributes.ts';
import { withValueAt } from '../../scim/path.ts';
import type { StoredResource } from '../../scim/represent.ts';
import { openSecrets } from '../../secrets/openSecrets.ts';
import { seal } from '../../secrets/seal.ts';
import type { SealingKeys } from '../../config/keyRing.ts';
import type { Tenant } from '../../tenants/tenant.ts';

/** One tenant of a backup that is restored under another name. */
export interface Renaming {
  readonly from: string;
  readonly to: string;
  /** Opens its secrets, which are bound to the tenant's name, and seals them for the other one. */
  readonly ring: SealingKeys;
  readonly typeOf: (tenant: Tenant) => ResourceType;
}

/**
 * The tenant as a new one of another name, with its settings. Its credentials stay behind, for whoever has them must reach
 * one tenant by them and not two; and its provisioning is off, for Entra's own tokens need no credential that is stored.
 *
 * @param now RFC 3339.
 */
export function renamedTenant(tenant: Tenant, name: string, now: string): Tenant {
  const { identityProvider } = tenant;
  return {
    name,
    created: now,
    identityProvider: { ...identityProvider, provisioning: { enabled: false, since: now } },
    secretTokens: [],
    clients: [],
    federatedCredentials: [],
    removing: undefined,
  };
}

export interface ResealedUser {
  readonly user: StoredResource;
  /** Whether it had a secret that can't be opened, and is left out. */
  readonly lostSecret: boolean;
}

/** A user of the renamed tenant, with the same id. */
export async function resealedUser(
  { from, to, ring }: Renaming,
  type: ResourceType,
  user: StoredResource,
): Promise<ResealedUser> {
  const secrets = await openSecrets(ring, type, from, user);
  let { attributes } = user;
  for (const { path, attribute, value } of secrets) {
    const owner = { tenant: to, userId: user.id, attribute };
    attributes = withValueAt(attributes, path, value === undefined ? undefined : seal(ring, owner, value));
  }
  return { user: { ...user, attributes }, lostSecret: secrets.some(({ value }) => value === undefined) };
}
