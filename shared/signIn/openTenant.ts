import type { SingleSignOn, Tenant } from '../tenants/tenant.ts';
import type { TenantDirectory } from '../tenants/tenantDirectory.ts';
import { isTenantName } from '../tenants/tenant.ts';
import type { DirectoryAddress } from './directories.ts';

/** A tenant whose people sign in. */
export interface SignInTenant {
  readonly tenant: Tenant;
  readonly singleSignOn: SingleSignOn;
  readonly directory: DirectoryAddress;
}

/**
 * The tenant of this name if its people may sign in: it has single sign-on on, is enabled, and is not being removed. A
 * cached tenant is as of at most 30 seconds ago; one that is off there is looked up, so that it is on at once.
 *
 * @throws ScimError 503
 */
export async function signInTenant(
  tenants: Pick<TenantDirectory, 'known' | 'fresh'>,
  name: string,
): Promise<SignInTenant | undefined> {
  if (!isTenantName(name)) return undefined;
  return whereOpen(tenants.known(name)) ?? whereOpen(await tenants.fresh(name));
}

/** The tenant if its people may sign in. */
export function whereOpen(tenant: Tenant | undefined): SignInTenant | undefined {
  if (tenant === undefined || tenant.removing !== undefined) return undefined;
  const { provisioning, singleSignOn, settings } = tenant.identityProvider;
  const { entraTenantId: directoryId } = settings;
  const { enabled, metadataUrl } = singleSignOn;
  if (!provisioning.enabled || !enabled || metadataUrl === undefined || directoryId === undefined)
    return undefined;
  return { tenant, singleSignOn, directory: { tenant: tenant.name, directoryId, metadataUrl } };
}
