import type { ListPage } from '../users/list/listQuery.ts';
import { readProvisioningLog } from '../users/provisioningLog.ts';
import { readCursorPage } from './listQuery.ts';
import { queryOf } from './request.ts';
import { listAnswer, type Answer } from './endpoint.ts';
import type { TenantCall } from './tenantEndpoint.ts';

/** GET /provisioningLog: changes of the tenant's users and refused writes, newest first, by cursor. */
export async function provisioningLog(call: TenantCall): Promise<Answer> {
  return listAnswer(await requestedLog(call));
}

/** The page of the log for the query of a request. */
export function requestedLog(call: TenantCall): Promise<ListPage> {
  const query = queryOf(call.request);
  const [from, to, user] = ['from', 'to', 'user'].map((name) => query.one(name));
  const action = query.list('action');
  return readProvisioningLog(call, { from, to, user, action, page: readCursorPage(query) });
}
