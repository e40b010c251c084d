import { readBody } from '../http/request.ts';
import type { TenantCall } from '../http/tenantEndpoint.ts';
import type { JsonObject } from '../scim/json.ts';
import { sizeOf } from '../scim/work.ts';
import { unitsPerRequest } from './list/cost.ts';
import { nextTurn } from './list/pace.ts';

/**
 * Reads the body of a request. A large one is charged for, a unit of work for each character; and between its reading
 * and whatever is done with it others have their turn.
 *
 * @throws ScimError as `readBody` does.
 */
export async function readRequestBody(call: Pick<TenantCall, 'request' | 'charge'>): Promise<JsonObject> {
  const body = await readBody(call.request);
  const requests = Math.floor(sizeOf(body) / unitsPerRequest);
  if (requests === 0) return body;
  call.charge(requests);
  await nextTurn();
  return body;
}
