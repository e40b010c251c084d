import type { Action, LogEntry } from '../log/entry.ts';
import type { JobRecord, Link } from '../state/records.ts';
import type { Exchange } from '../wire/exchange.ts';

/** Failures with one reason. */
export interface FailureGroup {
  readonly code: string;
  readonly reason: string;
  readonly recommendedAction: string;
  readonly count: number;
  /** Names of some of the entries. */
  readonly examples: readonly string[];
}

/** The requests of a cycle. */
interface RequestFigures {
  readonly count: number;
  readonly failed: number;
  readonly perSecond: number;
  readonly medianMs: number;
  readonly p95Ms: number;
}

export type Counted = Readonly<Record<Action | 'failure' | 'skipped', number>>;

/** A summary like the portal's. */
export interface Summary {
  readonly counts: Counted;
  readonly failures: readonly FailureGroup[];
  readonly escrowed: number;
  readonly linked: number;
  readonly requests: RequestFigures;
}

const examplesShown = 3;
const valueOrId = /"[^"]*"|[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}/gi;

/** Counts log entries and requests one by one. */
export class SummaryBuilder {
  readonly #counts = {
    create: 0,
    update: 0,
    disable: 0,
    delete: 0,
    stageddelete: 0,
    other: 0,
    failure: 0,
    skipped: 0,
  };
  readonly #failures = new Map<string, { -readonly [Name in keyof FailureGroup]: FailureGroup[Name] }>();
  readonly #times: number[] = [];
  #failedRequests = 0;
  #first = Infinity;
  #last = 0;

  entry({ action, status, error, source }: LogEntry): void {
    if (status === 'failure') {
      this.#counts.failure += 1;
      if (error !== undefined) this.#failure(error, source.displayName);
    } else if (status === 'skipped' && action === 'other') this.#counts.skipped += 1;
    else this.#counts[action] += 1;
  }

  #failure({ code, reason, recommendedAction }: NonNullable<LogEntry['error']>, who: string): void {
    // The reason is the same if only the values and ids in it differ.
    const key = `${code} ${reason.replaceAll(valueOrId, '…')}`;
    const group = this.#failures.get(key) ?? { code, reason, recommendedAction, count: 0, examples: [] };
    group.count += 1;
    if (group.examples.length < examplesShown) group.examples = [...group.examples, who];
    this.#failures.set(key, group);
  }

  exchange({ at, status, milliseconds }: Exchange): void {
    this.#times.push(milliseconds);
    this.#first = Math.min(this.#first, at);
    this.#last = Math.max(this.#last, at + milliseconds);
    if (status === 0 || status >= 400) this.#failedRequests += 1;
  }

  summary(links: Iterable<Link>): Summary {
    const all = [...links];
    const times = this.#times.toSorted((a, b) => a - b);
    const quantile = (share: number): number => times[Math.floor((times.length - 1) * share)] ?? 0;
    const seconds = Math.max((this.#last - this.#first) / 1000, 0.001);
    return {
      counts: { ...this.#counts },
      failures: [...this.#failures.values()].toSorted((a, b) => b.count - a.count),
      escrowed: all.filter(({ escrow }) => escrow !== undefined).length,
      linked: all.filter(({ targetId }) => targetId !== undefined).length,
      requests: {
        count: times.length,
        failed: this.#failedRequests,
        perSecond: times.length === 0 ? 0 : times.length / seconds,
        medianMs: quantile(0.5),
        p95Ms: quantile(0.95),
      },
    };
  }
}

/** Entra's states of a job. */
export type JobStatus = 'NotRun' | 'Active' | 'Quarantine' | 'Disabled';

export function statusOf({ cycle, quarantine, switchedOff }: JobRecord): JobStatus {
  if (switchedOff) return 'Disabled';
  if (quarantine !== undefined) return 'Quarantine';
  return cycle === undefined ? 'NotRun' : 'Active';
}
