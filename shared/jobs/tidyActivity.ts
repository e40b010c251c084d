import { countSummary, type ActivityTables } from '../activity/countedSummary.ts';
import { deleteMinutes, keptHours } from '../activity/minutes.ts';
import { deleteSummary, type Summary } from '../activity/summary.ts';
import type { Table } from '../store/tables.ts';
import { hourMs } from '../telemetry/recorder.ts';
import type { Tenant } from '../tenants/tenant.ts';

/** A tenant is looked after so often. */
const intervalMs = 6 * hourMs;

/**
 * Counts a tenant's users and groups again, because commands and instances that were killed count nothing, and deletes old
 * minutes.
 */
export async function tidyActivity(
  tables: ActivityTables,
  tenant: Tenant,
  summary: Summary | undefined,
  signal: AbortSignal,
): Promise<void> {
  const now = Date.now();
  if (now - Date.parse(summary?.counted ?? '') < intervalMs) return;
  await deleteMinutes(tables.tenants, tenant.name, signal, Math.floor(now / hourMs) - keptHours);
  await countSummary(tables, tenant, signal);
}

/** Deletes what is left of tenants that are gone: an instance may have stored it after the removal. */
export async function forgetActivity(
  table: Table,
  summaries: ReadonlyMap<string, Summary>,
  isTenant: (name: string) => boolean,
  signal: AbortSignal,
): Promise<void> {
  for (const name of summaries.keys()) {
    if (isTenant(name)) continue;
    await deleteMinutes(table, name, signal);
    await deleteSummary(table, name, signal);
  }
}
