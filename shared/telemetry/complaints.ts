import { describeError } from './log.ts';

/** Least time between two log entries. */
const complaintIntervalMs = 60_000;

/** The queue was full. */
const dropped = 'TelemetryDropped';

/** Why telemetry was not sent: names and codes of errors, and how much was dropped. */
export interface Complaint {
  readonly error: string;
  readonly lostRequests?: number;
  readonly lostSpans?: number;
}

/**
 * Collects why telemetry is not sent. OpenTelemetry reports each failed batch, one a second; the log gets one entry a
 * minute.
 */
export class Complaints {
  readonly #errors = new Set<string>();
  #lostRequests = 0;
  #lostSpans = 0;
  #told = Number.NEGATIVE_INFINITY;

  /** Never keeps the message, which may hold an address or a key. */
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

  /** Everything since the last call; undefined if there is nothing, or within a minute of the last one. */
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

/** A telemetry setting is wrong. Its code is the setting's name; the value may hold a key and is left out. */
export class TelemetrySettingWrong extends Error {
  override readonly name = 'TelemetrySettingWrong';
  readonly code: string;

  constructor(setting: string, options?: ErrorOptions) {
    super(`${setting} is wrong: nothing is sent there.`, options);
    this.code = setting;
  }
}

/** A destination did not accept telemetry. Its code is the library's, such as `ECONNREFUSED`, or the HTTP status. */
export class TelemetryNotSent extends Error {
  override readonly name = 'TelemetryNotSent';
  readonly code: string | undefined;

  constructor(code?: string) {
    super('Telemetry could not be sent.');
    this.code = code;
  }
}
