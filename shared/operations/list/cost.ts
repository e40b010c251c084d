import type { Caller } from '../../http/tenantEndpoint.ts';

/** Users, or entries of the provisioning log, that a list looks at for the price of one request. */
const lookedPerRequest = 25;

/**
 * Charges the caller for what a list has looked at: a page of a hundred keeps an instance as busy as several small
 * requests do, and a scan as hundreds. The list is answered all the same; what comes after it waits.
 */
export function chargeFor(caller: Caller, looked: number): void {
  const requests = Math.floor(looked / lookedPerRequest);
  if (requests > 0) caller.charge(requests);
}

/**
 * Runs what takes long, when it is its turn.
 *
 * @throws ScimError 429 where too much of the caller's waits already.
 */
export async function inTurn<Result>(caller: Caller, run: () => Promise<Result>): Promise<Result> {
  const done = await caller.long();
  try {
    return await run();
  } finally {
    done();
  }
}
