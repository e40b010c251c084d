import { BoundedMap } from '../scim/boundedMap.ts';
import type { Tenant } from './tenant.ts';

/** Cache lifetime of a tenant. A revoked token may work for this long. */
export const tenantLifetimeMs = 30_000;

const maxTenants = 10_000;

/** Cache of tenants. Bounded; does not remember that a tenant does not exist. */
export class TenantCache {
  readonly #entries = new BoundedMap<string, { readonly tenant: Tenant; readonly expires: number }>(
    maxTenants,
  );

  get(name: string, now: number): Tenant | undefined {
    const entry = this.#entries.get(name);
    return entry !== undefined && now < entry.expires ? entry.tenant : undefined;
  }

  set(tenant: Tenant, now: number): void {
    this.#entries.set(tenant.name, { tenant, expires: now + tenantLifetimeMs });
  }

  delete(name: string): void {
    this.#entries.delete(name);
  }
}
