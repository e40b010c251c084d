import { describeError } from './log.ts';

/** Milliseconds between two complaints. */
const complaintIntervalMs = 60_000;

/** There was more than could be sent in time. */
const dropped = 'TelemetryDropped';

/** What is said of telemetry that was not sent: names and codes of errors, and how much was dropped. */
export interface Complaint {
  readonly error: string;
  readonly lostRequests?: number;
  readonly lostSpans?: number;
}

/**
 * Gathers why telemetry is not sent, until the log is told. OpenTelemetry reports each batch that fails, which is one a
 * second; the log promises one entry a minute.
 */
export class Complaints {
  readonly #errors = new Set<string>();
  #lostRequests = 0;
  #lostSpans = 0;
  #told = Number.NEGATIVE_INFINITY;

  /** Never the message, which may hold an address or a key. */
  failed(error: unknown): void {
    this.#errors.add(describeError(error).error ?? 'unknown');
  }

  lostRequest(): void {
    this.#lostRequests += 1;
    this.#errors.add(dropped);
  }

  lostSpans(count: number): void {
    this.#lostSpans += count;
    this.#errors.add(dropped);
  }

  /** All since the last time; undefined if there is nothing, and within a minute of the last time. */
  next(): Complaint | undefined {
    if (this.#errors.size === 0 || performance.now() - this.#told < complaintIntervalMs) return undefined;
    const complaint = {
      error: [...this.#errors].join(', '),
      ...(this.#lostRequests === 0 ? {} : { lostRequests: this.#lostRequests }),
      ...(this.#lostSpans === 0 ? {} : { lostSpans: this.#lostSpans }),
    };
    this.#told = performance.now();
    this.#errors.clear();
    this.#lostRequests = 0;
    this.#lostSpans = 0;
    return complaint;
  }
}
