import { ScimError } from '../../scim/error.ts';
import { backOff, ofJobs } from '../../store/calls.ts';

/** Those of the storage call itself come first, and are over within seconds. */
const maxAttempts = 6;

/** Runs what may be repeated; again, after a pause that grows, where storage is too busy or out of reach. */
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
