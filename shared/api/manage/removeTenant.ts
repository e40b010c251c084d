import type { Removal } from '../../../generated/manage.js';
import { queryOf } from '../query.ts';
import { noContent, type Answer } from '../response.ts';
import { removeTenant as removal, type RemovalProgress } from '../../jobs/removeTenant.ts';
import { jsonAnswer } from './answers.ts';
import type { ManagementCall } from './endpoint.ts';
import { removalUnconfirmed } from '../../tenants/errors.ts';

/** Milliseconds that one request deletes rows. */
const workingTime = 20_000;

/** DELETE /manage/tenants/{tenant}: 204 when nothing is left of it; until then 202, and the next request goes on. */
export async function removeTenant(call: ManagementCall): Promise<Answer> {
  const { service, request, signal, identified } = call;
  const name = request.params.tenant ?? '';
  if (queryOf(request).one('confirm') !== name) {
    throw removalUnconfirmed();
  }
  const tables = { tenants: await service.table('scimTenants'), users: await service.table('scimUsers') };
  const until = performance.now() + workingTime;
  for await (const progress of removal(tables, name, signal)) {
    identified(name);
    if (progress.phase === 'done') return noContent;
    // Waiting is the client's own matter: a request that only waits costs a connection.
    if (progress.phase === 'waiting' || performance.now() > until) return unfinished(progress);
  }
  return noContent;
}

function unfinished({ phase, deletedRows, waitMilliseconds }: RemovalProgress): Answer {
  const retryAfter = Math.max(1, Math.ceil(waitMilliseconds / 1_000));
  const body: Removal = { phase: phase === 'waiting' ? phase : 'deleting', deletedRows, retryAfter };
  return jsonAnswer(202, body, { 'Retry-After': String(retryAfter) });
}
