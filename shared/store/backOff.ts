import { setTimeout as wait } from 'node:timers/promises';
import { defined } from '../scim/json.ts';
import { ScimError } from '../scim/error.ts';

export interface BackOff {
  /** Before the first repetition; it doubles with each one, up to `maxPauseMs`. */
  readonly firstPauseMs: number;
  readonly maxPauseMs: number;
}

/** Between two attempts of a storage call that failed. Short pauses: the client that waits repeats its request, too. */
export const afterFault: BackOff = { firstPauseMs: 100, maxPauseMs: 1_000 };

/** After a lost race: another writer was faster. */
export const afterLostRace: BackOff = { firstPauseMs: 10, maxPauseMs: 400 };

/** Between two attempts of a job that no client waits for: storage may be out of reach for a while. */
const ofJobs: BackOff = { firstPauseMs: 250, maxPauseMs: 4_000 };

/**
 * Waits before repetition number `tries`, counted from 0: at least half of the pause, and a random part of the other
 * half, so that writers that collided do not collide again. It ends early when `signal` is aborted; the caller must
 * check that.
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

/** Attempts in addition to those of the storage call itself, which end within seconds. */
const maxAttempts = 6;

/** Runs an idempotent operation, and repeats it after a growing pause while storage answers 503. */
export async function retryWhileUnavailable<Result>(run: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await run();
    } catch (error) {
      if (tries === maxAttempts || !(error instanceof ScimError) || error.status !== 503) throw error;
      await backOff(tries - 1, ofJobs);
    }
  }
}
