import { Complaints, type Complaint } from './complaints.ts';
import type { RequestRecord } from './record.ts';

/** Milliseconds from the first record until the libraries are loaded: by then its answer is on its way. */
const loadingDelay = 500;

/** Records that wait to be handed over; what is more is dropped, and counted. */
export const maxWaiting = 2_000;

/** Records that are handed over in one turn of the event loop: requests get their turn in between. */
const perTurn = 20;

/** Milliseconds that the last sending may take: the platform gives five seconds. */
const flushLimit = 3_000;

/** What makes spans and metrics of records, and sends them. */
export interface Sender {
  record(request: RequestRecord): void;
  flush(): Promise<void>;
}

/**
 * Hands records over to the libraries that send them, which it loads after the first request has been answered. Nothing
 * that goes wrong there becomes an error of a request.
 */
export class Delivery {
  readonly #begin: (complaints: Complaints) => Sender | undefined;
  readonly #complaints = new Complaints();
  #waiting: RequestRecord[] = [];
  #loading: NodeJS.Timeout | undefined;
  #turn: NodeJS.Immediate | undefined;
  #sender: Sender | undefined;
  #broken = false;

  /** @param begin loads what sends; undefined where there is nobody to send to. */
  constructor(begin: (complaints: Complaints) => Sender | undefined) {
    this.#begin = begin;
  }

  /** Only notes it: the rest is done when the request has been answered. */
  send(record: RequestRecord): void {
    if (this.#broken) return;
    if (this.#waiting.length < maxWaiting) this.#waiting.push(record);
    else this.#complaints.lostRequest();
    this.#schedule();
  }

  /** Why telemetry is not sent, where nobody was told so in the last minute. */
  complaint(): Complaint | undefined {
    return this.#complaints.next();
  }

  async flush(): Promise<void> {
    this.#unschedule();
    if (this.#waiting.length > 0) this.#handOver(this.#waiting.length);
    const sent = this.#sender?.flush().catch((error: unknown) => {
      this.#complaints.failed(error);
    });
    let limit: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      limit = setTimeout(resolve, flushLimit).unref();
    });
    await Promise.race([sent, late]);
    clearTimeout(limit);
  }

  #schedule(): void {
    const work = () => {
      this.#unschedule();
      this.#handOver(perTurn);
      if (this.#waiting.length > 0) this.#schedule();
    };
    if (this.#sender === undefined) this.#loading ??= setTimeout(work, loadingDelay).unref();
    else this.#turn ??= setImmediate(work);
  }

  #unschedule(): void {
    clearTimeout(this.#loading);
    clearImmediate(this.#turn);
    this.#loading = undefined;
    this.#turn = undefined;
  }

  #handOver(count: number): void {
    const sender = this.#loaded();
    if (sender === undefined) {
      this.#broken = true;
      this.#waiting = [];
      return;
    }
    for (const record of this.#waiting.splice(0, count)) {
      try {
        sender.record(record);
      } catch (error) {
        this.#complaints.failed(error);
      }
    }
  }

  #loaded(): Sender | undefined {
    try {
      this.#sender ??= this.#begin(this.#complaints);
    } catch (error) {
      this.#complaints.failed(error);
    }
    return this.#sender;
  }
}
