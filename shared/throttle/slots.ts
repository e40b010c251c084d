interface Lane {
  running: number;
  readonly waiting: (() => void)[];
}

/** So much at a time for each key, in the order in which it is asked for. */
export class Slots {
  readonly #size: number;
  readonly #maxWaiting: number;
  readonly #lanes = new Map<string, Lane>();

  constructor(size: number, maxWaiting: number) {
    this.#size = size;
    this.#maxWaiting = maxWaiting;
  }

  /** @returns what gives the slot back, once it is had; undefined where too many wait already. */
  acquire(key: string): Promise<() => void> | undefined {
    const lane = this.#lanes.get(key) ?? { running: 0, waiting: [] };
    this.#lanes.set(key, lane);
    const release = (): void => {
      this.#release(key, lane);
    };
    if (lane.running < this.#size) {
      lane.running += 1;
      return Promise.resolve(release);
    }
    if (lane.waiting.length >= this.#maxWaiting) return undefined;
    return new Promise((resolve) => {
      lane.waiting.push(() => {
        resolve(release);
      });
    });
  }

  #release(key: string, lane: Lane): void {
    const next = lane.waiting.shift();
    // Who is next takes over the slot, so that nobody comes in between.
    if (next !== undefined) next();
    else if ((lane.running -= 1) === 0) this.#lanes.delete(key);
  }
}
