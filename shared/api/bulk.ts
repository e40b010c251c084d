import { carryOutBulk, operationsTimeMs } from '../users/bulk.ts';
import { inTurn } from '../users/list/cost.ts';
import { logRefusals } from '../users/refusals.ts';
import type { Answer } from './response.ts';
import type { TenantCall } from './tenantEndpoint.ts';
import { writeRequest } from './writeRequest.ts';

/** POST /Bulk (RFC 7644 §3.7): each operation succeeds or fails by itself, and the answer is 200. */
export async function bulk(call: TenantCall): Promise<Answer> {
  // From here on, and not from its turn, for which a request may wait.
  const timeIsOver = AbortSignal.timeout(operationsTimeMs);
  return writeRequest(call, 'bulk', async (context, body) => {
    const { results, refusals } = await inTurn(call, async () =>
      carryOutBulk(context, await body(), timeIsOver),
    );
    call.beside(logRefusals(call, refusals));
    const inOrder = [...results].toSorted(([left], [right]) => left - right).map(([, result]) => result);
    return {
      status: 200,
      body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkResponse'], Operations: inOrder },
    };
  });
}
