import { setTimeout as wait } from 'node:timers/promises';

export interface BackOff {
  /** Longest pause before the first repetition; it doubles with each one, up to `maxPauseMs`. */
  readonly firstPauseMs: number;
  readonly maxPauseMs: number;
}

/** Between two attempts of a call that storage could not carry out: 1.5 s on average for all of them together. */
export const afterFault: BackOff = { firstPauseMs: 200, maxPauseMs: 2_000 };

/** After a lost race: somebody else was quicker to write the same row. */
export const afterLostRace: BackOff = { firstPauseMs: 10, maxPauseMs: 400 };

/** Between two tries of a job that has no client waiting: storage may be away for a while. */
export const ofJobs: BackOff = { firstPauseMs: 500, maxPauseMs: 8_000 };

/**
 * Waits before repetition number `tries`, counted from 0: for a random time, so that those who met each other do not meet
 * again. It ends early when `signal` is aborted; whether to go on is for the caller to look.
 */
export async function backOff(
  tries: number,
  { firstPauseMs, maxPauseMs }: BackOff,
  { signal, minPauseMs = 0 }: { readonly signal?: AbortSignal; readonly minPauseMs?: number } = {},
): Promise<void> {
  const pause = Math.random() * Math.min(maxPauseMs, firstPauseMs * 2 ** tries);
  await wait(Math.max(minPauseMs, pause), undefined, signal === undefined ? {} : { signal }).catch(
    (error: unknown) => {
      if (signal?.aborted !== true) throw error;
    },
  );
}
