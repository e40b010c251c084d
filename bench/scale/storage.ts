/** How storage is laid out, and what counts against its targets. */
export interface StorageShape {
  /** Tenants are spread over them. */
  readonly accounts: number;
  /** One, as it is; more would be a partition for each tenant and hash. */
  readonly partitionsPerTenant: number;
  /** What one entity counts: itself, or every KiB that it has begun. */
  readonly counting: 'entities' | 'kibibytes';
}

/** "Scalability and performance targets for Table storage", for entities of 1 KiB. */
export const targets = { account: 20_000, partition: 2_000 } as const;

/** Seconds of a target that may be used up at once; nothing is published about it. */
const burst = 0.1;

/** A target, and how near it one came. */
class Budget {
  readonly #perSecond: number;
  #left: number;
  #at = 0;
  #inSecond = 0;
  #peak = 0;

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
    this.#left = perSecond * burst;
  }

  has(cost: number, now: number): boolean {
    const earned = (now - this.#at) * this.#perSecond;
    if (Math.floor(now) !== Math.floor(this.#at)) this.#inSecond = 0;
    this.#left = Math.min(this.#perSecond * burst, this.#left + earned);
    this.#at = now;
    return this.#left >= cost;
  }

  take(cost: number): void {
    this.#left -= cost;
    this.#inSecond += cost;
    this.#peak = Math.max(this.#peak, this.#inSecond);
  }

  /** The part of the target that the busiest second took. */
  get peak(): number {
    return this.#peak / this.#perSecond;
  }
}

/** Table Storage as far as its targets go: what is above them is refused with 503. */
export class LimitedStorage {
  readonly #shape: StorageShape;
  readonly #accounts: readonly Budget[];
  readonly #partitions = new Map<number, Budget>();
  calls = 0;
  refused = 0;
  /** Entities or KiB, as they are counted. */
  taken = 0;

  constructor(shape: StorageShape) {
    this.#shape = shape;
    this.#accounts = Array.from({ length: shape.accounts }, () => new Budget(targets.account));
  }

  /** Whether a call is carried out, and not refused. Calls come in the order of time. */
  admits(tenant: number, person: number, cost: number, now: number): boolean {
    this.calls += 1;
    const account = this.#accounts[tenant % this.#accounts.length];
    const partition = this.#partition(tenant, person);
    if (account?.has(cost, now) !== true || !partition.has(cost, now)) {
      this.refused += 1;
      return false;
    }
    account.take(cost);
    partition.take(cost);
    this.taken += cost;
    return true;
  }

  #partition(tenant: number, person: number): Budget {
    const { partitionsPerTenant } = this.#shape;
    const number = tenant * partitionsPerTenant + (person % partitionsPerTenant);
    const known = this.#partitions.get(number) ?? new Budget(targets.partition);
    this.#partitions.set(number, known);
    return known;
  }

  /** Of the account or partition that came nearest to its target, the part in its busiest second. */
  get peak(): number {
    return [...this.#accounts, ...this.#partitions.values()].reduce(
      (most, { peak }) => Math.max(most, peak),
      0,
    );
  }
}
