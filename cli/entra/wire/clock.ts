import { setTimeout as wait } from 'node:timers/promises';

/** The time that pauses between requests are measured by. Tests bring their own. */
export interface Clock {
  /** Milliseconds since some moment. They never go back. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  async sleep(milliseconds) {
    await wait(milliseconds);
  },
};
