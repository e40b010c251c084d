import type { Table } from '../store/tables.ts';
import { FreshReads, readDeadlineMs } from './freshReads.ts';
import type { Tenant } from './tenant.ts';
import { TenantCache } from './tenantCache.ts';
import { readTenant } from './tenantStore.ts';

/** All tenants, with a cache of this process. */
export class TenantDirectory {
  readonly #open: () => Promise<Table>;
  readonly #cache = new TenantCache();
  readonly #reads = new FreshReads((name: string) => this.#read(name));

  constructor(open: () => Promise<Table>) {
    this.#open = open;
  }

  /** The tenant as of at most 30 seconds ago; undefined if it is not cached. No storage call. */
  known(name: string): Tenant | undefined {
    return this.#cache.get(name, Date.now());
  }

  /**
   * The tenant in storage, so that a new credential works at once. Only one read of it runs at a time, so that wrong
   * credentials can't overload storage.
   *
   * @throws ScimError 503 if storage does not answer.
   */
  fresh(name: string): Promise<Tenant | undefined> {
    return this.#reads.read(name);
  }

  async #read(name: string): Promise<Tenant | undefined> {
    // The result may be as old as the question, so its age counts from then.
    const asked = Date.now();
    const read = await readTenant(await this.#open(), name, AbortSignal.timeout(readDeadlineMs));
    if (read === undefined) this.#cache.delete(name);
    else this.#cache.set(read.tenant, asked);
    return read?.tenant;
  }
}
