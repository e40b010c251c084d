import { withDeadline, type Partition } from '../../shared/store/partition.ts';
import { readLog, type LoggedEntry } from '../../shared/store/readLog.ts';

/**
 * How far back it reads for late entries. An entry has the time at which its write began, by the clock of the
 * instance that wrote it; the write may take a minute.
 */
const overlapMs = 120_000;

/** Tolerated lead of another clock. An entry further in the future does not count as the newest. */
const toleratedSkewMs = 10_000;

/**
 * Finds new entries in a tenant's log, each once. It uses the entries' own times; of this machine's clock it only
 * asks which of them lie in the future.
 */
export class LogFollower {
  readonly #partition: Partition;
  readonly #now: () => number;
  /** Times of the known entries by operation id, as far back as it reads. */
  #known: ReadonlyMap<string, number> = new Map();
  /** Whether it has read once: later entries are new. */
  #looked = false;
  /** Time of the newest entry; undefined while the log is empty. */
  #newest: number | undefined;

  /** @param now milliseconds since 1970. */
  constructor(partition: Partition, now: () => number = Date.now) {
    this.#partition = partition;
    this.#now = now;
  }

  /**
   * Entries that it has not returned before, oldest first; on the first call those of the last two minutes. If it
   * throws, no entry counts as returned.
   */
  async fresh(): Promise<readonly LoggedEntry[]> {
    const recent = await this.#recent();
    const fresh = recent.filter(({ operationId }) => !this.#known.has(operationId));
    this.#newest = recent.reduce(
      (newest: number | undefined, entry) => Math.max(newest ?? -Infinity, this.#notAhead(entry)),
      this.#newest,
    );
    this.#looked = true;
    this.see(fresh);
    return fresh.toReversed();
  }

  /** Marks entries as known, because the caller has read them elsewhere. */
  see(entries: readonly LoggedEntry[]): void {
    const from = this.#from() ?? -Infinity;
    const known = [...this.#known, ...entries.map(({ operationId, at }) => [operationId, at] as const)];
    this.#known = new Map(known.filter(([, at]) => at >= from));
  }

  async #recent(): Promise<readonly LoggedEntry[]> {
    const recent: LoggedEntry[] = [];
    const from = this.#from();
    for await (const page of readLog(withDeadline(this.#partition), { from })) {
      for (const entry of page) {
        const newest = this.#notAhead(recent[0] ?? entry);
        if (!this.#looked && entry.at < newest - overlapMs) return recent;
        recent.push(entry);
      }
    }
    return recent;
  }

  #from(): number | undefined {
    return this.#newest === undefined ? undefined : this.#newest - overlapMs;
  }

  /** An entry's time, limited to the tolerated lead of a clock. */
  #notAhead({ at }: LoggedEntry): number {
    return Math.min(at, this.#now() + toleratedSkewMs);
  }
}
