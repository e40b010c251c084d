/** A user's place in the list of everybody, 1-based. */
export interface Place {
  readonly index: number;
  /** Row key of the user. */
  readonly key: string;
}

/** The known places of a tenant's users, as they are now. */
export interface Marks {
  put(place: Place): void;
  /** The known place that is nearest to `index`, not behind it; undefined where none is known. */
  nearest(index: number): Place | undefined;
}

interface TenantMarks {
  readonly state: string;
  /** Row keys by index. */
  readonly keys: Map<number, string>;
}

const maxTenants = 1_000;
const maxMarks = 1_000;

/**
 * Where pages by index have ended, in the memory of this process: storage can't skip, so the next page would have to walk
 * the keys of all pages before it. Bounded, and good for as long as the tenant's users are the same: whoever creates or
 * deletes one, in whichever process, the places are counted again.
 */
export class Bookmarks {
  readonly #tenants = new Map<string, TenantMarks>();

  /** @param state of the tenant's users (`takeCensus`), read before the page. */
  of(tenant: string, state: string): Marks {
    const known = this.#tenants.get(tenant);
    const { keys } = known?.state === state ? known : { keys: new Map<number, string>() };
    this.#tenants.delete(tenant);
    dropOldest(this.#tenants, maxTenants);
    this.#tenants.set(tenant, { state, keys });
    return {
      put({ index, key }) {
        keys.delete(index);
        dropOldest(keys, maxMarks);
        keys.set(index, key);
      },
      nearest(index) {
        let best: Place | undefined;
        for (const [at, key] of keys) if (at <= index && at > (best?.index ?? 0)) best = { index: at, key };
        return best;
      },
    };
  }
}

/** Makes room for one more: a map holds its entries in the order in which they were put. */
function dropOldest<Key>(map: Map<Key, unknown>, most: number): void {
  if (map.size < most) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}
