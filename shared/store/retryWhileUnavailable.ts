import { ScimError } from '../scim/error.ts';
import { backOff, ofJobs } from './backOff.ts';

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
