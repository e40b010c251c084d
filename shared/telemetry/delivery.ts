import { setTimeout as wait } from 'node:timers/promises';
import { describeError } from '../log.ts';
import type { TelemetrySettings } from '../settings/telemetry.ts';
import { startAzureMonitor } from './azureMonitor.ts';
import { Export, startOtlp, type Destination } from './openTelemetry.ts';
import type { RequestRecord } from './record.ts';

/** Milliseconds from the first record until the libraries are loaded: by then its answer is on its way. */
const loadingDelay = 500;

/** Records that wait for the libraries; what is more is not sent. */
const maxWaiting = 2_000;

/** Milliseconds that the last sending may take: the platform gives five seconds. */
const flushLimit = 3_000;

/** Milliseconds between two complaints. */
const complaintPause = 60_000;

/** Hands records over to the libraries that send them, which it loads after the first request has been answered. */
export class Delivery {
  readonly #settings: TelemetrySettings;
  #waiting: RequestRecord[] = [];
  #loading: NodeJS.Timeout | undefined;
  #export: Export | undefined;
  #broken = false;
  #failure: string | undefined;
  #complained = Number.NEGATIVE_INFINITY;

  constructor(settings: TelemetrySettings) {
    this.#settings = settings;
  }

  send(record: RequestRecord): void {
    if (this.#broken) return;
    if (this.#export !== undefined) {
      this.#export.record(record);
      return;
    }
    if (this.#waiting.length < maxWaiting) this.#waiting.push(record);
    this.#loading ??= setTimeout(() => {
      this.#load();
    }, loadingDelay).unref();
  }

  /** Why telemetry is not sent, where nobody was told so in the last minute. */
  failure(): string | undefined {
    const failure = this.#failure;
    if (failure === undefined || performance.now() - this.#complained < complaintPause) return undefined;
    this.#complained = performance.now();
    this.#failure = undefined;
    return failure;
  }

  async flush(): Promise<void> {
    clearTimeout(this.#loading);
    if (this.#waiting.length > 0) this.#load();
    const failed = (error: unknown) => {
      this.#failed(error);
    };
    await Promise.race([this.#export?.flush().catch(failed), wait(flushLimit, undefined, { ref: false })]);
  }

  /** Wrong settings of telemetry must not become errors of requests. */
  #load(): void {
    try {
      const begun = new Export(this.#destinations(), (error) => {
        this.#failed(error);
      });
      for (const record of this.#waiting) begun.record(record);
      this.#export = begun;
    } catch (error) {
      this.#broken = true;
      this.#failed(error);
    }
    this.#waiting = [];
  }

  /** Where one of them is set wrongly, the other is still sent to. */
  #destinations(): readonly Destination[] {
    const { otlpEndpoint, connectionString } = this.#settings;
    const starts = [
      ...(otlpEndpoint === undefined ? [] : [() => startOtlp(otlpEndpoint)]),
      ...(connectionString === undefined ? [] : [() => startAzureMonitor(connectionString)]),
    ];
    return starts.flatMap((start) => {
      try {
        return [start()];
      } catch (error) {
        this.#failed(error);
        return [];
      }
    });
  }

  /** Never the message, which may hold an address or a key. */
  #failed(error: unknown): void {
    this.#failure = describeError(error).error;
  }
}
