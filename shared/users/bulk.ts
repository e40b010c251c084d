import type { JsonObject } from '../scim/json.ts';
import { executionOrder, readBulk } from '../scim/bulk.ts';
import type { ScimError } from '../scim/error.ts';
import { requestDeadlineMs } from '../store/limits.ts';
import { BulkRun } from './bulkRun.ts';
import type { BulkTarget } from './bulkTargets.ts';
import type { TenantContext } from './context.ts';
import { pacer } from './list/work.ts';

/**
 * Time for the operations, in milliseconds. What is left of the request's time is for taking back what must not stay, and
 * for the log of what was refused.
 */
export const operationsTimeMs = requestDeadlineMs - 10_000;

/**
 * @param timeIsOver ends the operations: what was not tried by then fails.
 * @param explain logs what only the operator may see of an error, and makes of it what the client may.
 */
export async function carryOutBulk(
  context: TenantContext,
  targets: readonly BulkTarget[],
  body: JsonObject,
  timeIsOver: AbortSignal,
  explain: (error: unknown) => ScimError,
): Promise<BulkRun> {
  const { operations, failOnErrors } = readBulk(body);
  // Each is as good as a request, and the first one is counted already.
  context.quota.charge(Math.max(0, operations.length - 1));
  const run = new BulkRun(targets, operations, AbortSignal.any([context.signal, timeIsOver]), explain);
  const pace = pacer();
  for (const index of executionOrder(operations)) {
    await run.execute(index);
    // An operation that fails without asking storage gives nobody a turn by itself.
    await pace();
    // RFC 7644 §3.7.3: what was not tried is not in the answer.
    if (failOnErrors !== undefined && run.errors >= failOnErrors) break;
  }
  await run.undoDangling(() => true);
  return run;
}
