import { BoundedMap } from '../scim/boundedMap.ts';
import type { Tenant } from './tenant.ts';

/** How long a tenant is believed without asking storage, in milliseconds: a revoked token may work that much longer. */
export const tenantLifetimeMs = 30_000;

const maxTenants = 10_000;

/** Tenants as they were when last read. Bounded; tenants that do not exist are not remembered. */
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
