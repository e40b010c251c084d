import { BoundedMap } from '../../scim/bounds.ts';

/** A user's place in the list of all users, 1-based. */
export interface Place {
  readonly index: number;
  /** Row key of the user. */
  readonly key: string;
}

/** The known places in a tenant's list of users. */
export interface Marks {
  put(place: Place): void;
  /** The known place that is nearest to `index`, not behind it; undefined if none is known. */
  nearest(index: number): Place | undefined;
}

interface TenantMarks {
  readonly state: string;
  /** Row keys by index. */
  readonly keys: BoundedMap<number, string>;
}

const maxTenants = 1_000;
const maxMarks = 1_000;

/**
 * Where pages by index have ended, in the memory of this process: storage can't skip, so the next page would have to
 * walk the keys of all pages before it. Bounded, and valid until any process creates or deletes a user of the tenant.
 */
export class Bookmarks {
  readonly #tenants = new BoundedMap<string, TenantMarks>(maxTenants);

  /** @param state of the tenant's users (`takeCensus`), read before the page. */
  of(tenant: string, state: string): Marks {
    const known = this.#tenants.get(tenant);
    const keys = known?.state === state ? known.keys : new BoundedMap<number, string>(maxMarks);
    this.#tenants.set(tenant, { state, keys });
    return {
      put({ index, key }) {
        keys.set(index, key);
      },
      nearest(index) {
        let best: number | undefined;
        for (const at of keys.keys()) if (at <= index && at > (best ?? 0)) best = at;
        const key = best === undefined ? undefined : keys.get(best);
        return best === undefined || key === undefined ? undefined : { index: best, key };
      },
    };
  }
}
