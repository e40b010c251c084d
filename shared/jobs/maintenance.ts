import { randomInt } from 'node:crypto';
import type { InvocationContext } from '@azure/functions';
import { defined } from '../scim/json.ts';
import { describeError, log } from '../telemetry/log.ts';
import type { Table, TableName } from '../store/tables.ts';
import { foldMarkers } from '../store/countUsers.ts';
import { deleteLogBefore } from '../store/deleteRows.ts';
import { tidyGroups } from '../store/groups/tidyGroups.ts';
import { deleteAuditBefore } from '../operators/auditLog.ts';
import { deleteOldHandovers } from '../operators/handover.ts';
import { readSummaries, deleteSummary, type Summary } from '../activity/summary.ts';
import type { Config } from '../config/config.ts';
import { removeTenant, settlingTimeMs } from './removeTenant.ts';
import { warnOfCertificates } from './warnOfCertificates.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { readTenants } from '../tenants/tenantStore.ts';
import type { Directories } from '../signIn/directories.ts';
import { deleteEndedSessions } from '../signIn/sessionRows.ts';
import { deleteExpiredAssertions } from '../tenants/usedAssertions.ts';
import { validityOf, type Credential } from '../tenants/credential.ts';
import { readManagementTokens } from '../tenants/deployment.ts';
import { credentialsOf } from '../tenants/expiring.ts';
import { countSummary, type ActivityTables } from '../activity/activityRecorder.ts';
import { deleteMinutes, keptHours } from '../activity/minutes.ts';
import { hourMs } from '../telemetry/recorder.ts';

/** Time of one run: in some plans the platform ends a function after five minutes. */
const runTimeoutMs = 4 * 60_000;

const dayMs = 24 * 3_600_000;

/** What maintenance uses. */
interface MaintenanceServices {
  readonly config: Pick<Config, 'logRetentionDays' | 'auditRetentionDays' | 'managementApi' | 'singleSignOn'>;
  readonly directories: Pick<Directories, 'metadataOf'>;
  table(name: TableName): Promise<Table>;
}

/**
 * The hourly maintenance: warns of credentials that expire and certificates that end soon, deletes old log entries and other expired rows, and
 * folds counts. The next run does what this one had no time for. An error is logged and stops nothing else.
 */
export async function maintenance(
  service: MaintenanceServices,
  context: InvocationContext,
  signal: AbortSignal = AbortSignal.timeout(runTimeoutMs),
): Promise<void> {
  const table = await service.table('scimTenants');
  const tenants: Tenant[] = [];
  const names = new Set<string>();
  const onDamaged = (tenant: string) => {
    log(context, 'warn', 'damagedTenant', { tenant });
    names.add(tenant);
  };
  for await (const tenant of readTenants(table, signal, onDamaged)) {
    names.add(tenant.name);
    if (tenant.removing === undefined || isSettled(tenant)) tenants.push(tenant);
  }
  const staying = tenants.filter(({ removing }) => removing === undefined);
  const attempt = attempts(context, signal);
  await attempt(undefined, () => warnOfExpiry(context, staying, table, signal));
  if (service.config.singleSignOn)
    await attempt(undefined, () => warnOfCertificates(context, service.directories, staying));
  await attempt(undefined, () => deleteExpiredAssertions(table, new Date(), signal));
  const auditedFrom = Date.now() - service.config.auditRetentionDays * dayMs;
  await attempt(undefined, () => deleteAuditBefore(table, auditedFrom, signal));
  await attempt(undefined, () => deleteOldHandovers(table, Date.now(), signal));
  const summaries = await attempt(undefined, () => readSummaries(table, signal));
  if (summaries !== undefined)
    await attempt(undefined, () => forgetActivity(table, summaries, (name) => names.has(name), signal));
  for (const tenant of rotated(tenants)) {
    if (signal.aborted) break;
    const run = tenant.removing === undefined ? maintainTenant : goOnRemoving;
    await attempt(tenant.name, () => run(service, tenant, signal, context));
    if (!service.config.managementApi || tenant.removing !== undefined || summaries === undefined) continue;
    const tables = { tenants: table, users: await service.table('scimUsers') };
    await attempt(tenant.name, () => tidyActivity(tables, tenant, summaries.get(tenant.name), signal));
  }
  log(context, 'info', signal.aborted ? 'maintenanceUnfinished' : 'maintenanceFinished', {});
}

/** The tenants in a rotated order: if time is always short, it is not always the same tenants that miss out. */
function rotated(tenants: readonly Tenant[]): readonly Tenant[] {
  const first = tenants.length === 0 ? 0 : randomInt(tenants.length);
  return [...tenants.slice(first), ...tenants.slice(0, first)];
}

async function maintainTenant(
  service: MaintenanceServices,
  tenant: Tenant,
  signal: AbortSignal,
): Promise<void> {
  const partition = { table: await service.table('scimUsers'), tenant: tenant.name, signal };
  const days = tenant.identityProvider.settings.logRetentionDays ?? service.config.logRetentionDays;
  await deleteLogBefore(partition, Date.now() - days * dayMs);
  await deleteEndedSessions(await service.table('scimTenants'), tenant.name, new Date(), signal);
  await foldMarkers(partition);
  // A tenant that never had a group has no such rows.
  if (tenant.holdsGroups !== true) return;
  await foldMarkers(partition, 'group');
  await tidyGroups(partition, Date.now());
}

/**
 * Whether the timer may continue a removal: no request can write any more, and no other run is likely at work. Only
 * an operator continues or removes a restore.
 */
function isSettled({ removing = '', restoring }: Tenant): boolean {
  return restoring === undefined && !(Date.parse(removing) > Date.now() - settlingTimeMs);
}

async function goOnRemoving(
  service: MaintenanceServices,
  { name }: Tenant,
  signal: AbortSignal,
  context: InvocationContext,
): Promise<void> {
  const tables = { tenants: await service.table('scimTenants'), users: await service.table('scimUsers') };
  for await (const { phase, deletedRows } of removeTenant(tables, name, signal)) {
    // The mark was made anew.
    if (phase === 'waiting') return;
    if (phase === 'done') log(context, 'info', 'removalFinished', { tenant: name, deletedRows });
  }
}

type Attempt = <Result>(
  tenant: string | undefined,
  run: () => Promise<Result>,
) => Promise<Result | undefined>;

/** Runs the parts one after the other; undefined for one that failed. Running out of time is no failure. */
function attempts(context: InvocationContext, signal: AbortSignal): Attempt {
  return async (tenant, run) => {
    try {
      return await run();
    } catch (error) {
      if (signal.aborted) return undefined;
      log(context, 'warn', 'maintenanceFailed', {
        ...defined({ tenant }),
        ...describeError(error),
      });
      return undefined;
    }
  };
}

/**
 * Logs a warning for every credential that expires within 60 days: the tenants' credentials, then the deployment's.
 */
async function warnOfExpiry(
  context: InvocationContext,
  tenants: readonly Tenant[],
  table: Table,
  signal: AbortSignal,
): Promise<void> {
  for (const tenant of tenants) warnOf(context, credentialsOf(tenant), tenant.name);
  warnOf(context, (await readManagementTokens(table, signal)).tokens);
}

function warnOf(context: InvocationContext, credentials: readonly Credential[], tenant?: string): void {
  const now = Date.now();
  for (const credential of credentials) {
    const { id, expires } = credential;
    if (expires === undefined || validityOf(credential, now) !== 'expiring') continue;
    log(context, 'warn', 'credentialExpires', {
      ...defined({ tenant }),
      credential: id,
      expires,
    });
  }
}

/** A tenant is looked after so often. */
const intervalMs = 6 * hourMs;

/**
 * Counts a tenant's users and groups again, because commands and instances that were killed count nothing, and deletes old
 * minutes.
 */
async function tidyActivity(
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
async function forgetActivity(
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
