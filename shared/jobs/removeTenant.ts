import { setTimeout as wait } from 'node:timers/promises';
import { deleteRows, keyBatches } from '../store/deleteRows.ts';
import { requestDeadlineMs } from '../store/limits.ts';
import type { Partition } from '../store/partition.ts';
import type { Table } from '../store/tables.ts';
import { deleteMinutes } from '../activity/minutes.ts';
import { deleteSummary } from '../activity/summary.ts';
import { deleteHandovers } from '../operators/handover.ts';
import { deleteSessions } from '../signIn/sessionRows.ts';
import { deadline, repeated } from '../tenants/change.ts';
import type { Precondition } from '../tenants/lifecycle.ts';
import { managedUntil } from '../tenants/deployment.ts';
import { deleteLastUsed, readLastUsed } from '../tenants/lastUsed.ts';
import { deleteTenantRow, readEvenDamaged, writeTenant } from '../tenants/tenantStore.ts';
import { emptyTenant, isTenantName, type Tenant } from '../tenants/tenant.ts';
import { tenantLifetimeMs } from '../tenants/tenantDirectory.ts';
import { tenantNotFound } from '../tenants/errors.ts';

export interface RemovalProgress {
  readonly phase: 'deleting' | 'waiting' | 'done';
  /** Rows of users, log and count that this run has deleted. */
  readonly deletedRows: number;
  /** Time until no request can write any more; 0 in other phases. */
  readonly waitMs: number;
}

export interface RemovalTables {
  readonly tenants: Table;
  readonly users: Table;
}

/** Longest time for storing the mark: `deadline` of a change. It also covers differences between clocks. */
const markingTimeMs = 30_000;

/**
 * Time after a lock-out until no request can write any more: an instance lets requests in until its cached tenant
 * expires, and the last of them may write until its deadline.
 */
export const settlingTimeMs = markingTimeMs + tenantLifetimeMs + requestDeadlineMs;

/** The tenant's own row during the removal. */
interface Mark {
  readonly etag: string;
  /** When the tenant was marked; milliseconds since 1970. */
  readonly since: number;
  /** When the tenant's own credentials stopped working, at the mark or earlier; milliseconds since 1970. */
  readonly closed: number;
}

interface Removal {
  readonly tables: RemovalTables;
  readonly name: string;
  readonly signal: AbortSignal;
  /** Undefined if only rows are left of the tenant. */
  readonly marked: Mark | undefined;
  /** When no request can write any more; milliseconds since 1970. */
  readonly quietAt: number;
}

/**
 * Removes a tenant: locks it, deletes every row, waits until no request can write any more, deletes what was written
 * meanwhile, and deletes its own row last. The caller may stop at any time; a repetition continues.
 *
 * @param requireUnchanged of a tenant whose removal begins.
 * @param now milliseconds since 1970.
 * @throws ScimError 404 if nothing of such a tenant exists, 412, 503 if storage does not answer.
 */
export async function* removeTenant(
  tables: RemovalTables,
  name: string,
  signal: AbortSignal,
  requireUnchanged: Precondition = () => undefined,
  now: () => number = Date.now,
): AsyncGenerator<RemovalProgress> {
  const removal = await begin(tables, name, signal, requireUnchanged, now);
  const partition = partitionOf(removal);
  let deletedRows = 0;
  for (let clean = false; !clean;) {
    const before = deletedRows;
    for await (const rowKeys of keyBatches(partition)) {
      if (!(await isUnderWay(removal))) break;
      await deleteRows(partition, rowKeys);
      deletedRows += rowKeys.length;
      yield { phase: 'deleting', deletedRows, waitMs: 0 };
    }
    const waited = yield* untilQuiet(removal, deletedRows, now);
    clean = !waited && deletedRows === before;
  }
  if (await isUnderWay(removal)) await deleteRecord(removal);
  yield { phase: 'done', deletedRows, waitMs: 0 };
}

async function begin(
  tables: RemovalTables,
  name: string,
  signal: AbortSignal,
  requireUnchanged: Precondition,
  now: () => number,
): Promise<Removal> {
  const marked = isTenantName(name)
    ? await mark(tables.tenants, name, signal, requireUnchanged, now)
    : undefined;
  const quietAt = (await lockedOutAt(tables.tenants, marked, signal, now)) + settlingTimeMs;
  const removal = { tables, name, signal, marked, quietAt };
  if (marked === undefined && !(isTenantName(name) && (await hasRows(removal)))) throw tenantNotFound(name);
  return removal;
}

/**
 * When the last writer was locked out, in milliseconds since 1970: the removal waits only from then on. The tenant's
 * own credentials end with its provisioning, at the latest with the mark; a management token writes log entries of
 * any tenant until the mark. For rows without a tenant the time is unknown.
 */
async function lockedOutAt(
  table: Table,
  marked: Mark | undefined,
  signal: AbortSignal,
  now: () => number,
): Promise<number> {
  if (marked === undefined) return now();
  if (marked.closed === marked.since) return marked.since;
  const managers = await managedUntil(table, now(), within(signal));
  return Math.min(marked.since, Math.max(marked.closed, managers));
}

/** When the tenant's own credentials stopped working, according to its row. */
function closedAt({ created, identityProvider: { provisioning } }: Tenant, marked: number): number {
  const since = Date.parse(provisioning.since);
  if (provisioning.enabled || Number.isNaN(since)) return marked;
  // Provisioning was never enabled.
  if (provisioning.since === created && since !== marked) return 0;
  return Math.min(since, marked);
}

/**
 * Marks the tenant as being removed; a repetition keeps the first mark. Replaces a row that can't be read by one that
 * holds little but the mark. Undefined if the tenant has no row.
 */
async function mark(
  table: Table,
  name: string,
  signal: AbortSignal,
  requireUnchanged: Precondition,
  now: () => number,
): Promise<Mark | undefined> {
  const { found } = await repeated(async () => {
    const read = await readEvenDamaged(table, name, within(signal));
    if (read === undefined) return { found: undefined };
    const { restoring, ...known } =
      'damage' in read ? emptyTenant(name, new Date(now()).toISOString()) : read.tenant;
    const since = Date.parse(known.removing ?? '');
    // A restore continues to write until it sees the mark.
    if (restoring === undefined && !Number.isNaN(since))
      return { found: { etag: read.etag, since, closed: closedAt(known, since) } };
    if ('tenant' in read) requireUnchanged(read.tenant);
    const removing = new Date(now()).toISOString();
    const isKnown = restoring === undefined && !('damage' in read);
    const tenant = isKnown ? { ...known, removing } : { ...closedNow(known, removing), removing };
    await writeTenant(table, tenant, read.etag, within(signal));
    // Read again: another run may have been first, and the final deletion needs the ETag.
    return undefined;
  });
  return found;
}

/** A tenant with an unknown past counts as locked from now on. */
function closedNow(tenant: Tenant, since: string): Tenant {
  const { identityProvider } = tenant;
  return { ...tenant, identityProvider: { ...identityProvider, provisioning: { enabled: false, since } } };
}

function partitionOf({ tables, name, signal }: Removal): Partition {
  return { table: tables.users, tenant: name, signal };
}

async function hasRows(removal: Removal): Promise<boolean> {
  for await (const rowKeys of keyBatches(partitionOf(removal))) {
    if (rowKeys.length > 0) return true;
  }
  const { tables, name, signal } = removal;
  return (await readLastUsed(tables.tenants, name, within(signal))).size > 0;
}

/**
 * Whether this removal still holds the row. Another run may have finished, and somebody may have created a new tenant
 * of the same name, whose rows must stay.
 */
async function isUnderWay({ tables, name, signal, marked }: Removal): Promise<boolean> {
  return (await readEvenDamaged(tables.tenants, name, within(signal)))?.etag === marked?.etag;
}

/** Waits in steps of a second at most. @returns whether there was anything to wait for. */
async function* untilQuiet(
  { quietAt, signal }: Removal,
  deletedRows: number,
  now: () => number,
): AsyncGenerator<RemovalProgress, boolean> {
  let waited = false;
  for (let left = quietAt - now(); left > 0; left = quietAt - now()) {
    yield { phase: 'waiting', deletedRows, waitMs: left };
    await wait(Math.min(left, 1_000), undefined, { signal });
    waited = true;
  }
  return waited;
}

/** Deletes the tenant's own row, the last of all: while it exists, the removal can be repeated. */
async function deleteRecord({ tables, name, signal, marked }: Removal): Promise<void> {
  await deleteLastUsed(tables.tenants, name, within(signal));
  await deleteMinutes(tables.tenants, name, within(signal));
  await deleteSummary(tables.tenants, name, within(signal));
  await deleteHandovers(tables.tenants, name, within(signal));
  await deleteSessions(tables.tenants, name, within(signal));
  if (marked !== undefined) await deleteTenantRow(tables.tenants, name, marked.etag, within(signal));
}

/** A signal with the deadline of one storage call, within `signal`. */
function within(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, deadline()]);
}
