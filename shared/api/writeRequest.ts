import type { JsonObject } from '../scim/json.ts';
import { userContext, type UserContext } from '../users/context.ts';
import { isLogged, logRefusals } from '../users/refusals.ts';
import { queryOf } from './query.ts';
import { readRequestBody } from './requestBody.ts';
import type { Answer } from './response.ts';
import type { TenantCall } from './tenantEndpoint.ts';

/** The context of a request whose projection is in its query. @throws ScimError 400, before anything is written */
export function requestContext(call: TenantCall): Promise<UserContext> {
  const query = queryOf(call.request);
  return userContext(call, {
    attributes: query.list('attributes'),
    excludedAttributes: query.list('excludedAttributes'),
  });
}

/**
 * A request that writes a user. Where it is refused, the provisioning log says so too; the answer is the same.
 *
 * @param run does what is asked; it reads the body, if there is to be one.
 */
export async function writeRequest(
  call: TenantCall,
  operation: string,
  run: (context: UserContext, body: () => Promise<JsonObject>) => Promise<Answer>,
): Promise<Answer> {
  let read: JsonObject | undefined;
  try {
    return await run(await requestContext(call), async () => {
      read = await readRequestBody(call);
      return read;
    });
  } catch (error) {
    if (isLogged(error)) {
      const userId = call.request.params.id;
      call.beside(logRefusals(call, [{ operation, userId, body: read, error, at: Date.now() }]));
    }
    throw error;
  }
}
