import { setTimeout as wait } from 'node:timers/promises';
import { deleteRows, keyBatches } from '../store/deletePartition.ts';
import { requestDeadlineMs } from '../store/limits.ts';
import type { Partition } from '../store/partition.ts';
import type { Table } from '../store/tables.ts';
import { deadline, repeated } from '../tenants/change.ts';
import { managedUntil } from '../tenants/deployment.ts';
import { deleteLastUsed, readLastUsed } from '../tenants/lastUsed.ts';
import { remainsOf } from '../tenants/remains.ts';
import { isTenantName, type Tenant } from '../tenants/tenant.ts';
import { tenantLifetimeMs } from '../tenants/tenantCache.ts';
import { deleteTenantRow, readEvenDamaged, writeTenant } from '../tenants/tenantStore.ts';
import { tenantNotFound } from '../tenants/errors.ts';

export interface RemovalProgress {
  readonly phase: 'deleting' | 'waiting' | 'done';
  /** Rows of its users, its log and its count that this run has deleted so far. */
  readonly deletedRows: number;
  /** Until nobody can write any more; 0 in other phases. */
  readonly waitMs: number;
}

export interface RemovalTables {
  readonly tenants: Table;
  readonly users: Table;
}

/** Milliseconds that storing the mark may take: `deadline` of a change. It makes up for clocks that differ, too. */
const markingTimeMs = 30_000;

/**
 * After a change that locks somebody out, an instance may let requests in as long as it believes its cache, and the last
 * of them may write until its time is over.
 */
export const settlingTimeMs = markingTimeMs + tenantLifetimeMs + requestDeadlineMs;

/** The tenant's own row as it is while the tenant is removed. */
interface Mark {
  readonly etag: string;
  /** In milliseconds since 1970. */
  readonly since: number;
  /** When its own credentials ceased to let anybody in: at the mark, or before. In milliseconds since 1970. */
  readonly closed: number;
}

interface Removal {
  readonly tables: RemovalTables;
  readonly name: string;
  readonly signal: AbortSignal;
  /** Undefined where only rows are left of the tenant. */
  readonly marked: Mark | undefined;
  /** When nobody can write any more, in milliseconds since 1970. */
  readonly quietAt: number;
}

/**
 * Removes a tenant: lets nobody in, deletes every row, waits until nobody can write any more, deletes what was written
 * meanwhile, and its own row last. It may be abandoned at any time, and called again it goes on.
 *
 * @param now milliseconds since 1970.
 * @throws ScimError 404 where there is nothing of such a tenant; ScimError 503 where storage does not answer.
 */
export async function* removeTenant(
  tables: RemovalTables,
  name: string,
  signal: AbortSignal,
  now: () => number = Date.now,
): AsyncGenerator<RemovalProgress> {
  const removal = await begin(tables, name, signal, now);
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
  now: () => number,
): Promise<Removal> {
  const marked = isTenantName(name) ? await mark(tables.tenants, name, signal, now) : undefined;
  const quietAt = (await lockedOutAt(tables.tenants, marked, signal, now)) + settlingTimeMs;
  const removal = { tables, name, signal, marked, quietAt };
  if (marked === undefined && !(isTenantName(name) && (await hasRows(removal)))) throw tenantNotFound(name);
  return removal;
}

/**
 * When the last who could write was locked out, in milliseconds since 1970: a removal waits only as long as that needs.
 * The tenant's own credentials end with its provisioning, at the latest with the mark; a management token of the deployment
 * writes log entries of any tenant until the mark. Nobody knows of rows without a tenant since when they have been alone.
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

/** When the tenant's own credentials ceased to let anybody in, as its row says. */
function closedAt({ created, identityProvider: { provisioning } }: Tenant, marked: number): number {
  const since = Date.parse(provisioning.since);
  if (provisioning.enabled || Number.isNaN(since)) return marked;
  // Provisioning was never turned on.
  if (provisioning.since === created && since !== marked) return 0;
  return Math.min(since, marked);
}

/**
 * Marks the tenant as one that is being removed; a repetition keeps the first mark. A row that can't be read is replaced
 * by one that holds the mark and little else. Undefined where there is none.
 */
async function mark(
  table: Table,
  name: string,
  signal: AbortSignal,
  now: () => number,
): Promise<Mark | undefined> {
  const { found } = await repeated(async () => {
    const read = await readEvenDamaged(table, name, within(signal));
    if (read === undefined) return { found: undefined };
    const { restoring, ...known } = 'damage' in read ? remainsOf(name, now()) : read.tenant;
    const since = Date.parse(known.removing ?? '');
    // Who restores it goes on writing until the mark.
    if (restoring === undefined && !Number.isNaN(since))
      return { found: { etag: read.etag, since, closed: closedAt(known, since) } };
    const removing = new Date(now()).toISOString();
    const isKnown = restoring === undefined && !('damage' in read);
    const tenant = isKnown ? { ...known, removing } : { ...closedNow(known, removing), removing };
    await writeTenant(table, tenant, read.etag, within(signal));
    // Read again: it shows who was quicker, and the ETag that the last deletion depends on.
    return undefined;
  });
  return found;
}

/** What nobody knows the past of has let people in until now. */
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

/** Another run may have come to the end, and somebody may have made a new tenant of the same name: it keeps its rows. */
async function isUnderWay({ tables, name, signal, marked }: Removal): Promise<boolean> {
  return (await readEvenDamaged(tables.tenants, name, within(signal)))?.etag === marked?.etag;
}

/** In steps of at most a second; the value is whether there was anything to wait for. */
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

/** The tenant's own row is the last of all: as long as it is there, the removal can be repeated. */
async function deleteRecord({ tables, name, signal, marked }: Removal): Promise<void> {
  await deleteLastUsed(tables.tenants, name, within(signal));
  if (marked !== undefined) await deleteTenantRow(tables.tenants, name, marked.etag, within(signal));
}

/** The time of one storage call, if the whole does not end before. */
function within(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, deadline()]);
}
