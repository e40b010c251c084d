import { setTimeout as sleep } from 'node:timers/promises';

/** When a request may be sent: so many a second, and none while the service asks to wait. */
export class Pace {
  readonly #interval: number;
  #next = 0;
  #heldUntil = 0;

  /** @param ratePerSecond how many requests begin in a second; Infinity for as many as can. */
  constructor(ratePerSecond: number) {
    this.#interval = 1000 / ratePerSecond;
  }

  /** Resolves when the next request may go. */
  async turn(): Promise<void> {
    for (;;) {
      const now = performance.now();
      const mine = Math.max(this.#next, now);
      this.#next = mine + this.#interval;
      if (mine > now) await sleep(mine - now);
      // If the service has asked to wait meanwhile, this one takes its turn anew.
      if (this.#heldUntil <= performance.now()) return;
      this.#next = Math.max(this.#next, this.#heldUntil);
    }
  }

  /** Holds every request back for this long. */
  holdBack(milliseconds: number): void {
    this.#heldUntil = Math.max(this.#heldUntil, performance.now() + milliseconds);
    this.#next = Math.max(this.#next, this.#heldUntil);
  }
}
