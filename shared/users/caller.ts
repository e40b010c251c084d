import type { Principal } from '../auth/principal.ts';
import type { SealingKeys } from '../config/keyRing.ts';
import type { ScimError } from '../scim/error.ts';
import type { ValuePolicies } from '../scim/schema/valuePolicy.ts';
import type { Table } from '../store/tables.ts';
import type { Bookmarks } from './list/bookmarks.ts';

/** What use cases on users work with. */
export interface UserServices {
  readonly config: { readonly sealing: SealingKeys; readonly policies: ValuePolicies };
  readonly bookmarks: Bookmarks;
  table(name: 'scimUsers'): Promise<Table>;
}

/** On whose behalf something is done: a request of a tenant's, or a command of an operator's. */
export interface Caller {
  readonly service: UserServices;
  readonly principal: Principal;
  readonly requestId: string;
  /** Ends what is done when its time is over. */
  readonly signal: AbortSignal;
  /** `https://<host>/scim/<tenant>`, or what the management API has in its place: for locations. */
  readonly baseUrl: string;
  /** Logs what only the operator may see of an error, and makes of it what the client may. */
  readonly explain: (error: unknown) => ScimError;
  /** Counts what it turns out to cost, in requests, beside the one that was admitted. */
  readonly charge: (requests: number) => void;
  /** Waits for its turn to do what takes long, and gives what says that it is done. @throws ScimError 429 */
  readonly long: () => Promise<() => void>;
}
