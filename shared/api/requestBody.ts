import { readBody } from './request.ts';
import type { HttpRequest } from '@azure/functions';
import type { Quota } from '../throttle/throttle.ts';
import { maxBodyBytes } from '../scim/limits.ts';
import type { JsonObject } from '../scim/json.ts';
import { unitsPerRequest } from '../users/list/cost.ts';
import { nextTurn } from '../users/list/pace.ts';

interface RequestOfCaller {
  readonly request: HttpRequest;
  readonly quota: Pick<Quota, 'charge'>;
}

/**
 * Reads the body of a request. A large one is charged for, a unit of work for each byte; it is parsed in a turn of its
 * own, and whatever is done with it in another.
 *
 * @throws ScimError as `readBody` does.
 */
export async function readRequestBody({ request, quota }: RequestOfCaller): Promise<JsonObject> {
  const bytes = Number(request.headers.get('content-length') ?? 0);
  const requests = Math.floor(bytes / unitsPerRequest);
  if (!(requests > 0 && bytes <= maxBodyBytes)) return readBody(request);
  quota.charge(requests);
  await nextTurn();
  const body = await readBody(request);
  await nextTurn();
  return body;
}
