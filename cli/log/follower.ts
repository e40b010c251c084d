import { withDeadline, type Partition } from '../../shared/store/partition.ts';
import { readLog, type LoggedEntry } from '../../shared/store/readLog.ts';

/**
 * How far back it looks for entries that have come late, in milliseconds: an entry has the time at which its write began,
 * which may take a minute, by the clock of the instance that wrote it.
 */
const overlapMs = 120_000;

/** Milliseconds by which a clock may be ahead of this machine's: an entry that is further ahead does not count for the newest. */
const toleratedSkewMs = 10_000;

/**
 * Finds what is new in a tenant's log, each entry once. It goes by the entries' own times: of this machine's clock it
 * only asks which of them lie in the future.
 */
export class LogFollower {
  readonly #partition: Partition;
  readonly #now: () => number;
  /** Times by operation id: of the entries that are known, as far back as it looks. */
  #known: ReadonlyMap<string, number> = new Map();
  /** Whether it has looked once: whatever comes to the log after that is new. */
  #looked = false;
  /** The time of the newest entry; undefined as long as the log is empty. */
  #newest: number | undefined;

  /** @param now milliseconds since 1970. */
  constructor(partition: Partition, now: () => number = Date.now) {
    this.#partition = partition;
    this.#now = now;
  }

  /**
   * The entries that it has not seen, oldest first: the first time, those of the last two minutes. Where it throws,
   * nothing counts as seen.
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

  /** Takes entries for seen: whoever has read them elsewhere needs them no more. */
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

  /** An entry's time, if its clock is right. */
  #notAhead({ at }: LoggedEntry): number {
    return Math.min(at, this.#now() + toleratedSkewMs);
  }
}
