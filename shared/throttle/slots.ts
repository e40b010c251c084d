/** Limits of parallel work. */
export interface SlotLimits {
  /** Of one credential, and of one tenant with all its credentials. */
  readonly credential: number;
  readonly tenant: number;
  /** Of the instance: each operation may take some dozens of MiB. */
  readonly instance: number;
  /** Waiting operations of one credential. */
  readonly maxWaiting: number;
}

interface Waiting {
  readonly credential: string;
  readonly start: () => void;
}

interface Tenant {
  running: number;
  /** In order of arrival. */
  readonly waiting: Waiting[];
  /** Running and waiting operations by credential. */
  readonly credentials: Map<string, { running: number; waiting: number }>;
}

/**
 * Slots for long operations. Within a tenant they are granted in order of arrival; tenants take turns, so that one
 * with hundreds of waiting operations does not delay another.
 */
export class Slots {
  readonly #limits: SlotLimits;
  /** In the order of their turns. */
  readonly #tenants = new Map<string, Tenant>();
  #running = 0;

  constructor(limits: SlotLimits) {
    this.#limits = limits;
  }

  /** Number of tenants with a running or waiting operation. */
  get tenants(): number {
    return this.#tenants.size;
  }

  /** @returns a promise of the slot, as the function that releases it; undefined if too many wait. */
  acquire(tenant: string, credential: string): Promise<() => void> | undefined {
    const known: Tenant = this.#tenants.get(tenant) ?? { running: 0, waiting: [], credentials: new Map() };
    const own = known.credentials.get(credential) ?? { running: 0, waiting: 0 };
    if (own.waiting >= this.#limits.maxWaiting) return undefined;
    this.#tenants.set(tenant, known);
    known.credentials.set(credential, own);
    own.waiting += 1;
    const acquired = new Promise<() => void>((resolve) => {
      const start = (): void => {
        own.waiting -= 1;
        own.running += 1;
        known.running += 1;
        this.#running += 1;
        resolve(() => {
          this.#release(tenant, known, credential, own);
        });
      };
      known.waiting.push({ credential, start });
    });
    this.#startNext();
    return acquired;
  }

  #release(
    name: string,
    tenant: Tenant,
    credential: string,
    own: { running: number; waiting: number },
  ): void {
    own.running -= 1;
    tenant.running -= 1;
    this.#running -= 1;
    if (own.running + own.waiting === 0) tenant.credentials.delete(credential);
    if (tenant.credentials.size === 0) this.#tenants.delete(name);
    this.#startNext();
  }

  #startNext(): void {
    while (this.#running < this.#limits.instance) {
      const next = this.#next();
      if (next === undefined) return;
      next.start();
    }
  }

  /** The next operation that may begin, of the tenant whose turn it is. */
  #next(): Waiting | undefined {
    for (const [name, tenant] of this.#tenants) {
      if (tenant.running >= this.#limits.tenant) continue;
      const at = tenant.waiting.findIndex(
        ({ credential }) => (tenant.credentials.get(credential)?.running ?? 0) < this.#limits.credential,
      );
      if (at < 0) continue;
      // Moves the tenant to the end of the order.
      this.#tenants.delete(name);
      this.#tenants.set(name, tenant);
      return tenant.waiting.splice(at, 1)[0];
    }
    return undefined;
  }
}
