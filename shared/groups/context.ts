import { groupType, type Tenant } from '../tenants/tenant.ts';
import {
  resourceContext,
  type ProjectionParameters,
  type ResourceContext,
  type TenantContext,
} from '../users/context.ts';
import { groupCollection, mayShareNames } from './groupCollection.ts';

/** @throws ScimError 400 if the projection is wrong: before anything is written. */
export function groupContext(call: TenantContext, wanted: ProjectionParameters): Promise<ResourceContext> {
  const { tenant } = call;
  return resourceContext(call, wanted, groupType(tenant), groupCollection(tenant));
}

/** The mark of a group whose name may be shared. */
export function nameSharing(tenant: Tenant): { readonly nameShared?: true } {
  return mayShareNames(tenant) ? { nameShared: true } : {};
}
