import { requestDeadlineMs } from '../store/limits.ts';

/** Time for one read, in milliseconds: a request may have to wait for two. */
export const readDeadlineMs = requestDeadlineMs / 2;

interface Reading<Value> {
  readonly running: Promise<Value>;
  /** One that has not begun yet: whoever asks now must not be told what was read before. */
  next: Promise<Value> | undefined;
}

/**
 * Reads that begin after they were asked for. However many ask for the same key, one read of it at a time goes to
 * storage.
 */
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
      // Where another one is to follow, whoever asks from now on joins that one.
      const reading = this.#readings.get(key);
      if (reading?.running === running && reading.next === undefined) this.#readings.delete(key);
    });
    this.#readings.set(key, { running, next: undefined });
    return running;
  }
}
