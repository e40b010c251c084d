import { setTimeout as wait } from 'node:timers/promises';
import { defined } from '../scim/json.ts';

export interface BackOff {
  /** Before the first repetition; it doubles with each one, up to `maxPauseMs`. */
  readonly firstPauseMs: number;
  readonly maxPauseMs: number;
}

/** Between two attempts of a call that storage could not carry out. Short ones: whoever waits for the answer repeats, too. */
export const afterFault: BackOff = { firstPauseMs: 100, maxPauseMs: 1_000 };

/** After a lost race: somebody else was quicker to write the same row. */
export const afterLostRace: BackOff = { firstPauseMs: 10, maxPauseMs: 400 };

/** Between two tries of a job that nobody waits for: storage may be away for a while. */
export const ofJobs: BackOff = { firstPauseMs: 250, maxPauseMs: 4_000 };

/**
 * Waits before repetition number `tries`, counted from 0: at least half of the pause, and a random part of the other half,
 * so that those who met each other do not meet again. It ends early when `signal` is aborted; whether to go on is for the caller to look.
 */
export async function backOff(
  tries: number,
  { firstPauseMs, maxPauseMs }: BackOff,
  { signal, minPauseMs = 0 }: { readonly signal?: AbortSignal; readonly minPauseMs?: number } = {},
): Promise<void> {
  const pause = Math.min(maxPauseMs, firstPauseMs * 2 ** tries);
  await wait(Math.max(minPauseMs, (pause * (1 + Math.random())) / 2), undefined, defined({ signal })).catch(
    (error: unknown) => {
      if (signal?.aborted !== true) throw error;
    },
  );
}
