import type { AuditEntry as EntryView } from '../../../generated/manage.js';
import type { AuditEntry } from '../../operators/auditEntry.ts';
import { defined } from '../../scim/json.ts';

/** An entry as it is shown. */
export function auditEntryView(entry: AuditEntry): EntryView {
  const { id, at, actor, role, tenant, action, target, reason, outcome, status, code, requestId } = entry;
  return {
    id,
    at: new Date(at).toISOString(),
    actor: { ...actor, label: actor.label ?? null },
    ...defined({ role }),
    tenant: tenant ?? null,
    action,
    target: target ?? null,
    reason: reason ?? null,
    outcome,
    status: status ?? null,
    code: code ?? null,
    requestId: requestId ?? null,
  };
}
