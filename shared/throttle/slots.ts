/** How much may be under way at a time. */
export interface SlotLimits {
  /** Of one credential, and of one tenant with all its credentials. */
  readonly credential: number;
  readonly tenant: number;
  /** Of all together: each may take some dozens of MiB. */
  readonly instance: number;
  /** Of one credential, beside those. */
  readonly maxWaiting: number;
}

interface Waiting {
  readonly credential: string;
  readonly start: () => void;
}

interface Tenant {
  running: number;
  /** In the order in which they came. */
  readonly waiting: Waiting[];
  /** How many are under way and waiting, by credential. */
  readonly credentials: Map<string, { running: number; waiting: number }>;
}

/**
 * Slots for what takes long: only so many are given at a time. Within a tenant they are given in the order in which they
 * were asked for, and the tenants take turns: one that has hundreds waiting keeps nobody else from the next slot.
 */
export class Slots {
  readonly #limits: SlotLimits;
  /** In the order of their turns. */
  readonly #tenants = new Map<string, Tenant>();
  #running = 0;

  constructor(limits: SlotLimits) {
    this.#limits = limits;
  }

  /** Tenants that have something under way or waiting. */
  get tenants(): number {
    return this.#tenants.size;
  }

  /** @returns a promise of the slot, as the function that gives it back; undefined if too many wait already. */
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

  /** The first that may begin, of the tenant whose turn it is. */
  #next(): Waiting | undefined {
    for (const [name, tenant] of this.#tenants) {
      if (tenant.running >= this.#limits.tenant) continue;
      const at = tenant.waiting.findIndex(
        ({ credential }) => (tenant.credentials.get(credential)?.running ?? 0) < this.#limits.credential,
      );
      if (at < 0) continue;
      // The others come before its next one.
      this.#tenants.delete(name);
      this.#tenants.set(name, tenant);
      return tenant.waiting.splice(at, 1)[0];
    }
    return undefined;
  }
}
