import type { JsonObject } from '../scim/json.ts';
import { executionOrder, readBulk } from '../scim/bulk.ts';
import type { ScimError } from '../scim/error.ts';
import { requestDeadlineMs } from '../store/limits.ts';
import { BulkRun } from './bulkRun.ts';
import type { BulkTarget } from './bulkTargets.ts';
import type { TenantContext } from './context.ts';
import { pacer } from './list/work.ts';

/**
 * Time for the operations, in milliseconds. The rest of the request's time is for undoing resources that must not stay,
 * and for logging refusals.
 */
export const operationsTimeMs = requestDeadlineMs - 10_000;

/**
 * @param timeIsOver ends the operations: those that were not tried by then fail.
 * @param explain logs an error for the operator, and makes the client's error of it.
 */
export async function carryOutBulk(
  context: TenantContext,
  targets: readonly BulkTarget[],
  body: JsonObject,
  timeIsOver: AbortSignal,
  explain: (error: unknown) => ScimError,
): Promise<BulkRun> {
  const { operations, failOnErrors } = readBulk(body);
  // Each costs as much as a request; the first is counted already.
  context.quota.charge(Math.max(0, operations.length - 1));
  const run = new BulkRun(targets, operations, AbortSignal.any([context.signal, timeIsOver]), explain);
  const pace = pacer();
  for (const index of executionOrder(operations)) {
    await run.execute(index);
    // An operation that fails without a storage call would give no other request a turn.
    await pace();
    // RFC 7644 §3.7.3: what was not tried is not in the answer.
    if (failOnErrors !== undefined && run.errors >= failOnErrors) break;
  }
  await run.undoDangling(() => true);
  return run;
}
