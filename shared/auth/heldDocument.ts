import { setTimeout as wait } from 'node:timers/promises';

/** Times in milliseconds. */
export interface HoldingLimits {
  /** How long a caller for whom there is an earlier copy waits for a fetch. */
  readonly patience: number;
  /** How long a copy is used without fetching again. */
  readonly fresh: number;
  /** How long a copy is used while fetching fails. */
  readonly stale: number;
  /** Pause between the end of a fetch and the next one. */
  readonly pause: number;
}

/** A document that changes at its source: one fetch at a time for all callers, pauses, and the last good copy. */
export class HeldDocument<Content> {
  readonly #fetch: () => Promise<Content>;
  readonly #limits: HoldingLimits;
  readonly #now: () => number;
  readonly #pauseAfter: 'every' | 'failed';
  #held: { readonly at: number; readonly content: Content } | undefined;
  #failure: unknown;
  #notBefore = -Infinity;
  #running: Promise<void> | undefined;

  /**
   * @param now milliseconds of a clock that only goes forward.
   * @param pauseAfter after which fetches there is a pause.
   */
  constructor(
    fetch: () => Promise<Content>,
    limits: HoldingLimits,
    now: () => number,
    pauseAfter: 'every' | 'failed',
  ) {
    this.#fetch = fetch;
    this.#limits = limits;
    this.#now = now;
    this.#pauseAfter = pauseAfter;
  }

  /** Why the last fetch failed; undefined if it did not. */
  get failure(): unknown {
    return this.#failure;
  }

  /** A copy that has what the caller looks for; undefined if the source has none, or does not answer. */
  async read(has: (content: Content) => boolean = () => true): Promise<Content | undefined> {
    const { fresh, stale, patience } = this.#limits;
    if (this.#copy(fresh, has) === undefined) {
      const fetched = this.#fetchOnce();
      // Nobody waits long for a slow answer if an earlier copy serves.
      const known = this.#copy(stale, has) !== undefined;
      await (known ? Promise.race([fetched, wait(patience, undefined, { ref: false })]) : fetched);
    }
    return this.#copy(stale, has);
  }

  /** Whether `readAgain` would fetch, or wait for a fetch. */
  mayFetch(): boolean {
    return this.#running !== undefined || this.#now() >= this.#notBefore;
  }

  /** Fetches although there is a fresh copy; then there is a pause. @returns undefined if the fetch fails. */
  async readAgain(): Promise<Content | undefined> {
    await this.#fetchOnce();
    this.#pause();
    return this.#failure === undefined ? this.#held?.content : undefined;
  }

  /** The copy, if it was fetched within this time. */
  #copy(milliseconds: number, has: (content: Content) => boolean): Content | undefined {
    const held = this.#held;
    const isBelieved = held !== undefined && this.#now() - held.at < milliseconds && has(held.content);
    return isBelieved ? held.content : undefined;
  }

  #fetchOnce(): Promise<void> {
    if (this.#running !== undefined) return this.#running;
    if (this.#now() < this.#notBefore) return Promise.resolve();
    this.#running = this.#fetchNow().finally(() => {
      if (this.#pauseAfter === 'every' || this.#failure !== undefined) this.#pause();
      this.#running = undefined;
    });
    return this.#running;
  }

  #pause(): void {
    this.#notBefore = this.#now() + this.#limits.pause;
  }

  async #fetchNow(): Promise<void> {
    try {
      this.#held = { content: await this.#fetch(), at: this.#now() };
      this.#failure = undefined;
    } catch (error) {
      this.#failure = error;
    }
  }
}
