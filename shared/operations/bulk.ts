import type { TenantCall } from '../http/tenantEndpoint.ts';
import type { Answer } from '../http/response.ts';
import type { JsonObject } from '../scim/json.ts';
import { executionOrder, readBulk } from '../scim/bulk.ts';
import { requestDeadline } from '../store/limits.ts';
import { BulkRun } from './bulkRun.ts';
import type { UserContext } from './context.ts';
import { inTurn } from './list/cost.ts';
import { pacer } from './list/pace.ts';
import { logRefusals, writeRequest } from './refusals.ts';

/** POST /Bulk (RFC 7644 §3.7): each operation succeeds or fails by itself, and the answer is 200. */
export async function bulk(call: TenantCall): Promise<Answer> {
  // From here on, and not from its turn, for which a request may wait.
  const timeIsOver = AbortSignal.timeout(operationsTimeMs);
  return writeRequest(call, 'bulk', async (context, body) => {
    const { results, refusals } = await inTurn(call, async () => carryOut(context, await body(), timeIsOver));
    call.beside(logRefusals(call, refusals));
    const inOrder = [...results].toSorted(([left], [right]) => left - right).map(([, result]) => result);
    return {
      status: 200,
      body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkResponse'], Operations: inOrder },
    };
  });
}

/**
 * Time for the operations, in milliseconds. What is left of the request's time is for taking back what must not stay, and
 * for the log of what was refused.
 */
const operationsTimeMs = requestDeadline - 10_000;

/** @param timeIsOver ends the operations: what was not tried by then fails. */
export async function carryOut(
  context: UserContext,
  body: JsonObject,
  timeIsOver: AbortSignal,
): Promise<BulkRun> {
  const { operations, failOnErrors } = readBulk(body);
  // Each is as good as a request, and the first one is counted already.
  context.call.charge(Math.max(0, operations.length - 1));
  const run = new BulkRun(context, operations, timeIsOver);
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
