import type { Scope } from '../tenants/scope.ts';
import type { Tenant } from '../tenants/tenant.ts';

/** Which credential a caller has shown, for the log. */
export interface Actor {
  readonly id: string;
  readonly label: string;
  /** RFC 3339; undefined for one that does not expire. */
  readonly expires: string | undefined;
}

/** Who calls: a tenant, by one of its credentials. */
export interface Principal {
  readonly tenant: Tenant;
  readonly credential: Actor;
  readonly scopes: ReadonlySet<Scope>;
}
