import { queryOf } from '../http/query.ts';
import type { Answer } from '../http/response.ts';
import { logWith } from '../operations/provisioningLog.ts';
import { jsonAnswer } from './answers.ts';
import type { ManagedTenantCall } from './endpoint.ts';

/** GET /manage/tenants/{tenant}/log: the page that SCIM clients have at /scim/{tenant}/provisioningLog. */
export async function readLog(call: ManagedTenantCall): Promise<Answer> {
  const { status, body = {} } = await logWith(call, queryOf(call.request));
  return jsonAnswer(status, body);
}
