import type { Table } from '../store/tables.ts';
import { changeTenant } from './change.ts';
import type { Tenant } from './tenant.ts';
import { readTenant } from './tenantStore.ts';
import { BoundedMap } from '../scim/bounds.ts';
import { requestDeadlineMs } from '../store/limits.ts';

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

  /**
   * Notes in the tenant's row, once, that it has groups: from then on a release that knows none refuses the tenant.
   *
   * @throws ScimError 404, 409, 503
   */
  async holdGroups({ name, holdsGroups }: Tenant): Promise<void> {
    if (holdsGroups === true) return;
    const asked = Date.now();
    const noted = await changeTenant(await this.#open(), name, (tenant) =>
      tenant.holdsGroups === true ? tenant : { ...tenant, holdsGroups: true },
    );
    this.#cache.set(noted, asked);
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

/** Deadline of one read: a request may have to wait for two. */
export const readDeadlineMs = requestDeadlineMs / 2;

interface Reading<Value> {
  readonly running: Promise<Value>;
  /** A read that has not begun: a caller must not get a result that is older than its question. */
  next: Promise<Value> | undefined;
}

/** Shares reads between callers. A read begins after it was requested, and only one of a key runs at a time. */
export class FreshReads<Value> {
  readonly #read: (key: string) => Promise<Value>;
  readonly #readings = new Map<string, Reading<Value>>();

  constructor(read: (key: string) => Promise<Value>) {
    this.#read = read;
  }

  read(key: string): Promise<Value> {
    const reading = this.#readings.get(key);
    if (reading === undefined) return this.#start(key);
    const again = (): Promise<Value> => this.#start(key);
    reading.next ??= reading.running.then(again, again);
    return reading.next;
  }

  #start(key: string): Promise<Value> {
    const running = this.#read(key).finally(() => {
      // If another read is queued, later callers join it.
      const reading = this.#readings.get(key);
      if (reading?.running === running && reading.next === undefined) this.#readings.delete(key);
    });
    this.#readings.set(key, { running, next: undefined });
    return running;
  }
}
