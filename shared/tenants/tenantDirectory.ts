import type { Table } from '../store/tables.ts';
import { FreshReads, readDeadlineMs } from './freshReads.ts';
import type { Tenant } from './tenant.ts';
import { TenantCache } from './tenantCache.ts';
import { readTenant } from './tenantStore.ts';

/** The tenants as this process knows them. */
export class TenantDirectory {
  readonly #open: () => Promise<Table>;
  readonly #cache = new TenantCache();
  readonly #reads = new FreshReads((name: string) => this.#read(name));

  constructor(open: () => Promise<Table>) {
    this.#open = open;
  }

  /** The tenant as it was at most 30 seconds ago; undefined where it is not known. No storage call. */
  known(name: string): Tenant | undefined {
    return this.#cache.get(name, Date.now());
  }

  /**
   * The tenant as it is now: a new credential works at once. However many ask, one read at a time goes to storage, so
   * that wrong credentials can't keep it busy.
   *
   * @throws ScimError 503 where storage does not answer.
   */
  fresh(name: string): Promise<Tenant | undefined> {
    return this.#reads.read(name);
  }

  async #read(name: string): Promise<Tenant | undefined> {
    // What is found may be as old as the question.
    const asked = Date.now();
    const read = await readTenant(await this.#open(), name, AbortSignal.timeout(readDeadlineMs));
    if (read === undefined) this.#cache.delete(name);
    else this.#cache.set(read.tenant, asked);
    return read?.tenant;
  }
}
