import type { Scope } from '../tenants/scope.ts';
import type { Tenant } from '../tenants/tenant.ts';

/** The credential of a caller, for the log. */
export interface Actor {
  readonly id: string;
  readonly label: string;
  /** RFC 3339; undefined if it does not expire. */
  readonly expires: string | undefined;
}

/** The caller: a tenant, by one of its credentials. */
export interface Principal {
  readonly tenant: Tenant;
  readonly credential: Actor;
  readonly scopes: ReadonlySet<Scope>;
}
