import { requestDeadlineMs } from '../store/limits.ts';

/** Deadline of one read: a request may have to wait for two. */
export const readDeadlineMs = requestDeadlineMs / 2;

interface Reading<Value> {
  readonly running: Promise<Value>;
  /** A read that has not begun: a caller must not get a result that is older than its question. */
  next: Promise<Value> | undefined;
}

/** Shares reads between callers. A read begins after it was requested, and only one of a key runs at a time. */
export class FreshReads<Value> {
  readonly #read: (key: string) => Promise<Value>;
  readonly #readings = new Map<string, Reading<Value>>();

  constructor(read: (key: string) => Promise<Value>) {
    this.#read = read;
  }

  read(key: string): Promise<Value> {
    const reading = this.#readings.get(key);
    if (reading === undefined) return this.#start(key);
    const again = (): Promise<Value> => this.#start(key);
    reading.next ??= reading.running.then(again, again);
    return reading.next;
  }

  #start(key: string): Promise<Value> {
    const running = this.#read(key).finally(() => {
      // If another read is queued, later callers join it.
      const reading = this.#readings.get(key);
      if (reading?.running === running && reading.next === undefined) this.#readings.delete(key);
    });
    this.#readings.set(key, { running, next: undefined });
    return running;
  }
}
