import type { Table } from '../store/tables.ts';
import { readLastUsed } from '../tenants/lastUsed.ts';
import { readResourceCounts } from '../tenants/resourceCounts.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { withCounts } from './activityRecorder.ts';
import { changeSummary, type Summary } from './summary.ts';

export interface ActivityTables {
  readonly tenants: Table;
  readonly users: Table;
}

/**
 * Counts the users and groups of a tenant, and keeps that in its summary. Of a tenant that has none yet it finds out, too,
 * when one of its credentials was used. At most five storage calls.
 *
 * @throws ScimError 503
 */
export async function countSummary(
  { tenants, users }: ActivityTables,
  tenant: Tenant,
  signal: AbortSignal,
): Promise<Summary> {
  const [counts, uses] = await Promise.all([
    readResourceCounts(users, tenant, signal),
    readLastUsed(tenants, tenant.name, signal),
  ]);
  const lastUse = [...uses.values()].toSorted().at(-1);
  return changeSummary(tenants, tenant.name, signal, (summary) => ({
    ...withCounts(summary, counts, Date.now()),
    lastSeen: summary.lastSeen ?? lastUse,
  }));
}
