import type { TenantCall } from '../http/endpoint.ts';
import { readBody } from '../http/request.ts';
import type { Answer } from '../http/response.ts';
import { executionOrder, readBulk } from '../scim/bulk.ts';
import { BulkRun } from './bulkRun.ts';
import { userContext } from './context.ts';

/** POST /Bulk (RFC 7644 §3.7): each operation succeeds or fails by itself, and the answer is 200. */
export async function bulk(call: TenantCall): Promise<Answer> {
  const context = await userContext(call);
  const { operations, failOnErrors } = readBulk(await readBody(call.request));
  const run = new BulkRun(context, operations);
  for (const index of executionOrder(operations)) {
    await run.execute(index);
    // RFC 7644 §3.7.3: what was not tried is not in the answer.
    if (failOnErrors !== undefined && run.errors >= failOnErrors) break;
  }
  await run.undoDangling(() => true);
  const results = [...run.results].toSorted(([left], [right]) => left - right).map(([, result]) => result);
  return {
    status: 200,
    body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkResponse'], Operations: results },
  };
}
