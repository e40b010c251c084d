import { setTimeout as wait } from 'node:timers/promises';
import { ScimError } from '../http/error.ts';

/** Between two tries, in milliseconds. The SDK's own, which come first, are over within a second. */
const pauses = [250, 500, 1_000, 2_000, 4_000];

/** Runs what may be repeated; again, after a pause that grows, where storage is too busy or out of reach. */
export async function patiently<Result>(run: () => Promise<Result>): Promise<Result> {
  for (const pause of pauses) {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof ScimError) || error.status !== 503) throw error;
      await wait(pause);
    }
  }
  return run();
}
