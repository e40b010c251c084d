import { resourceTypes as declared } from '../../generated/resourceTypes.js';
import { withOptional, type ResourceType } from '../scim/schema/attributes.ts';
import type { Tenant } from './tenant.ts';

/** Made when first needed: most deployments have no such tenant. */
let withoutExternalId: readonly ResourceType[] | undefined;

/** The resource types as a tenant has them: whether externalId is required is its own setting. */
export function resourceTypes({ identityProvider }: Tenant): readonly ResourceType[] {
  if (identityProvider.settings.externalIdRequired) return declared;
  return (withoutExternalId ??= withOptional(declared, new Set(['externalId'])));
}

/** The resource type of `/Users`. */
export function userType(tenant: Tenant): ResourceType {
  return typeAt(tenant, '/Users');
}

/** The resource type of `/Groups`. */
export function groupType(tenant: Tenant): ResourceType {
  return typeAt(tenant, '/Groups');
}

function typeAt(tenant: Tenant, wanted: string): ResourceType {
  const type = resourceTypes(tenant).find(({ endpoint }) => endpoint === wanted);
  if (type === undefined) throw new Error(`The schemas declare no resource type for ${wanted}.`);
  return type;
}
