import { requestedLog } from '../provisioningLog.ts';
import { listAnswer, type Answer } from '../response.ts';
import { jsonAnswer } from './answers.ts';
import type { ManagedTenantCall } from './endpoint.ts';

/** GET /manage/tenants/{tenant}/log: the page that SCIM clients have at /scim/{tenant}/provisioningLog. */
export async function readLog(call: ManagedTenantCall): Promise<Answer> {
  const { status, body = {} } = listAnswer(await requestedLog(call));
  return jsonAnswer(status, body);
}
