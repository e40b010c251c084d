import type { AuditPage as PageView } from '../../../generated/manage.js';
import { isAuditId, isAuditOutcome, readAudit, readAuditActions } from '../../operators/readAudit.ts';
import { tenantNameInvalid } from '../../tenants/errors.ts';
import { isTenantName } from '../../tenants/tenant.ts';
import { readLogFilter } from '../../users/logFilter.ts';
import type { Answer } from '../endpoint.ts';
import { queryOf } from '../request.ts';
import { auditEntryView } from './views.ts';
import { jsonAnswer, type ManagementCall } from './endpoint.ts';
import { auditAfterInvalid, auditOutcomeInvalid } from './errors.ts';
import { readCount } from './input.ts';

/** GET /manage/audit */
export async function getAudit({ request, service, signal }: ManagementCall): Promise<Answer> {
  const query = queryOf(request);
  const given = (name: string): string | undefined => {
    const value = query.one(name);
    return value === '' ? undefined : value;
  };
  const [tenant, outcome, after, action] = ['tenant', 'outcome', 'after', 'action'].map(given);
  if (tenant !== undefined && !isTenantName(tenant)) throw tenantNameInvalid(tenant);
  if (outcome !== undefined && !isAuditOutcome(outcome)) throw auditOutcomeInvalid();
  if (after !== undefined && !isAuditId(after)) throw auditAfterInvalid();
  const { from, to } = readLogFilter({ from: given('from'), to: given('to') });
  const { entries, next } = await readAudit(
    await service.table('scimTenants'),
    {
      ...{ from, to, tenant, outcome, after, actor: given('actor') },
      actions: action === undefined ? undefined : readAuditActions(action),
      count: readCount(query.one('count')),
    },
    signal,
  );
  const page: PageView = { entries: entries.map(auditEntryView), next };
  return jsonAnswer(200, page);
}
