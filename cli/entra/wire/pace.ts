import { systemClock, type Clock } from './clock.ts';

/** Decides when a request may begin: so many in a second, and none while the service asks to wait. */
export class Pace {
  readonly #intervalMs: number;
  readonly #clock: Clock;
  #next = 0;
  #heldUntil = 0;

  /** @param ratePerSecond how many requests begin in a second; Infinity sets no limit. */
  constructor(ratePerSecond: number, clock: Clock = systemClock) {
    this.#intervalMs = 1000 / ratePerSecond;
    this.#clock = clock;
  }

  /** Resolves when the next request may begin. */
  async turn(): Promise<void> {
    for (;;) {
      const now = this.#clock.now();
      const mine = Math.max(this.#next, now);
      this.#next = mine + this.#intervalMs;
      if (mine > now) await this.#clock.sleep(mine - now);
      // If the service has asked to wait meanwhile, this request takes another turn.
      if (this.#heldUntil <= this.#clock.now()) return;
      this.#next = Math.max(this.#next, this.#heldUntil);
    }
  }

  /** Holds every request back for this long. */
  holdBack(milliseconds: number): void {
    this.#heldUntil = Math.max(this.#heldUntil, this.#clock.now() + milliseconds);
    this.#next = Math.max(this.#next, this.#heldUntil);
  }
}
