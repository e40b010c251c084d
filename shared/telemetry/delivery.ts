import { Complaints, type Complaint } from './complaints.ts';
import type { RequestRecord } from './record.ts';

/** Time from the first record until the libraries are loaded: by then its answer is on its way. */
const loadingDelay = 500;

/** Records in the queue at most; more are dropped and counted. */
export const maxQueuedRecords = 2_000;

/** Records that are handed over in one turn of the event loop, so that requests run in between. */
const perTurn = 20;

/** Time for the last export: the platform gives five seconds. */
const flushTimeoutMs = 3_000;

/** Makes spans and metrics of records, and exports them. */
export interface Sender {
  record(request: RequestRecord): void;
  flush(): Promise<void>;
}

/**
 * Hands records to the export libraries, which it loads after the first answer. Its errors never affect a request.
 * OpenTelemetry's own queue does not replace this one: it holds finished spans, which need the libraries and take
 * time to make.
 */
export class Delivery {
  readonly #begin: (complaints: Complaints) => Promise<Sender | undefined>;
  readonly #complaints = new Complaints();
  #waiting: RequestRecord[] = [];
  #timer: NodeJS.Timeout | undefined;
  #isScheduled = false;
  #loading: Promise<void> | undefined;
  #sender: Sender | undefined;
  #broken = false;

  /** @param begin loads the exporter; its result is undefined if there is no destination. */
  constructor(begin: (complaints: Complaints) => Promise<Sender | undefined>) {
    this.#begin = begin;
  }

  /** Queues a record; the work is done after the request has been answered. */
  send(record: RequestRecord): void {
    if (this.#broken) return;
    if (this.#waiting.length < maxQueuedRecords) this.#waiting.push(record);
    else this.#complaints.lostRequest();
    if (this.#sender === undefined) this.#timer ??= setTimeout(() => void this.#load(), loadingDelay).unref();
    else this.#handOverLater(this.#sender);
  }

  /** Why telemetry is not sent; undefined if there is nothing to report, or if it was reported in the last minute. */
  complaint(): Complaint | undefined {
    return this.#complaints.next();
  }

  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    let limit: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      limit = setTimeout(resolve, flushTimeoutMs).unref();
    });
    await Promise.race([this.#sendAll(), late]);
    clearTimeout(limit);
  }

  async #sendAll(): Promise<void> {
    if (this.#waiting.length > 0) await this.#load();
    if (this.#sender === undefined) return;
    this.#handOver(this.#sender, this.#waiting.length);
    try {
      await this.#sender.flush();
    } catch (error) {
      this.#complaints.failed(error);
    }
  }

  #load(): Promise<void> {
    return (this.#loading ??= this.#loadOnce());
  }

  async #loadOnce(): Promise<void> {
    try {
      this.#sender = await this.#begin(this.#complaints);
    } catch (error) {
      this.#complaints.failed(error);
    }
    if (this.#sender !== undefined) {
      this.#handOverLater(this.#sender);
      return;
    }
    this.#broken = true;
    this.#waiting = [];
  }

  #handOverLater(sender: Sender): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#handOver(sender, perTurn);
      if (this.#waiting.length > 0) this.#handOverLater(sender);
    });
  }

  #handOver(sender: Sender, count: number): void {
    for (const record of this.#waiting.splice(0, count)) {
      try {
        sender.record(record);
      } catch (error) {
        this.#complaints.failed(error);
      }
    }
  }
}
