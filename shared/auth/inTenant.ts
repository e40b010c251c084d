import type { AuthenticationMethod, Tenant } from '../tenants/tenant.ts';
import type { AuthServices } from './authServices.ts';
import type { Principal } from './principal.ts';

/** Looks for a credential in the cached tenant, then in the tenant in storage. */
export async function inTenant(
  { tenants }: AuthServices,
  name: string,
  way: AuthenticationMethod,
  find: (tenant: Tenant) => Principal | undefined,
): Promise<Principal | undefined> {
  const findIn = (tenant: Tenant | undefined): Principal | undefined => {
    const open = tenant !== undefined && tenant.removing === undefined;
    const allowed = open && tenant.identityProvider.settings.authentication.includes(way);
    return allowed ? find(tenant) : undefined;
  };
  return findIn(tenants.known(name)) ?? findIn(await tenants.fresh(name));
}
