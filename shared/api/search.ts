import { requireSchema, searchSchema } from '../scim/dialect/canonical.ts';
import { searchAllTypes } from '../groups/searchAllTypes.ts';
import type { ListQuery } from '../users/list/listQuery.ts';
import { readSearchRequest } from './listQuery.ts';
import { readRequestBody } from './request.ts';
import { listAnswer, type Answer } from './endpoint.ts';
import type { TenantCall } from './tenantEndpoint.ts';

/** POST /.search (RFC 7644 §3.4.3): over users and groups. */
export async function searchAll(call: TenantCall): Promise<Answer> {
  return listAnswer(await searchAllTypes(call, await searchRequest(call)));
}

/** What a SearchRequest asks for, in a body, which no proxy logs. @throws ScimError 400 */
export async function searchRequest(call: TenantCall): Promise<ListQuery> {
  const body = await readRequestBody(call);
  requireSchema(body, searchSchema);
  return readSearchRequest(body);
}
