import type { VersionedTenant } from '../../api/tenants.ts';
import type { Loaded } from '../../state/load.ts';

/** What a tab of an identity provider gets. */
export interface TabProps {
  readonly of: VersionedTenant;
  /** Where the tab reads the tenant again, or puts what a change has answered. */
  readonly loaded: Loaded<VersionedTenant>;
  /** The rest of the address: a user's or group's id. */
  readonly id: string | undefined;
}
