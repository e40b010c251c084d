import { DamagedUser } from '../store/damagedUser.ts';
import { appendLogs, type LogEntry } from '../store/logRow.ts';
import { withDeadline, type Partition, type StoredRow } from '../store/partition.ts';
import { readLogRow } from '../store/readLog.ts';
import { restoreCount, restoreUser, type Restored } from '../store/restoreUser.ts';
import { readUserRow } from '../store/rows.ts';
import { deadline } from '../tenants/change.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { readEvenDamaged, writeTenant } from '../tenants/tenantStore.ts';
import type { BackupTables } from './backUp.ts';
import { partsOf } from './parts.ts';

export interface RestoreProgress {
  /** Names of tenants that were restored. */
  readonly restored: readonly string[];
  /** Names of tenants that are there, and were left as they are. */
  readonly leftAlone: readonly string[];
  readonly users: number;
  readonly logEntries: number;
  /** Row keys of users and log entries that can't be read, and of users one of whose keys another one has. */
  readonly missing: readonly string[];
}

/** A tenant that is being restored. */
interface Open {
  readonly tenant: Tenant;
  readonly partition: Partition;
  /** Users before it. */
  readonly before: number;
}

/**
 * Restores the tenants that are not there. A tenant's own row comes last: until then nobody is let in who could change
 * what is half restored. It may be abandoned at any time, and called again it goes on.
 *
 * @param lines a whole backup: `totalsOf`.
 */
export async function* restore(
  lines: AsyncIterable<string>,
  tables: BackupTables,
  signal: AbortSignal,
): AsyncGenerator<RestoreProgress> {
  let progress: RestoreProgress = { restored: [], leftAlone: [], users: 0, logEntries: 0, missing: [] };
  let open: Open | undefined;
  for await (const part of partsOf(lines)) {
    if (part.kind === 'tenant') {
      if (open !== undefined) progress = await finished(open, tables, progress);
      const { tenant } = part;
      const there = await readEvenDamaged(tables.tenants, tenant.name, deadline());
      const partition = { table: tables.users, tenant: tenant.name, signal };
      open = there === undefined ? { tenant, partition, before: progress.users } : undefined;
      if (there !== undefined) progress = { ...progress, leftAlone: [...progress.leftAlone, tenant.name] };
    } else if (open !== undefined) {
      const write = part.kind === 'users' ? withUsers : withLog;
      progress = await write(progress, open.partition, part.rows);
    }
    yield progress;
  }
  if (open !== undefined) yield await finished(open, tables, progress);
}

/** Lets the tenant in. */
async function finished(
  { tenant, partition, before }: Open,
  { tenants }: BackupTables,
  progress: RestoreProgress,
): Promise<RestoreProgress> {
  await restoreCount(partition, progress.users - before);
  if (!(await writeTenant(tenants, tenant, undefined, deadline())))
    throw new Error(`Somebody else has made the tenant "${tenant.name}" meanwhile.`);
  return { ...progress, restored: [...progress.restored, tenant.name] };
}

async function withUsers(
  progress: RestoreProgress,
  partition: Partition,
  rows: readonly StoredRow[],
): Promise<RestoreProgress> {
  const results = await Promise.all(rows.map((row) => restoreRow(partition, row)));
  const missing = rows.flatMap(({ rowKey }, index) => (results[index] === 'taken' ? [rowKey] : []));
  return {
    ...progress,
    users: progress.users + rows.length - missing.length,
    missing: [...progress.missing, ...missing],
  };
}

async function restoreRow(partition: Partition, row: StoredRow): Promise<Restored> {
  try {
    return await restoreUser(partition, readUserRow(row));
  } catch (error) {
    if (error instanceof DamagedUser) return 'taken';
    throw error;
  }
}

async function withLog(
  progress: RestoreProgress,
  partition: Partition,
  rows: readonly StoredRow[],
): Promise<RestoreProgress> {
  const entries = rows.flatMap((row) => entryIn(row) ?? []);
  if (entries.length > 0) await appendLogs(withDeadline(partition), entries);
  const missing = rows.filter((row) => entryIn(row) === undefined).map(({ rowKey }) => rowKey);
  return {
    ...progress,
    logEntries: progress.logEntries + entries.length,
    missing: [...progress.missing, ...missing],
  };
}

/** Undefined where it can't be read: one damaged entry must not stand in the way of all the others. */
function entryIn(row: StoredRow): LogEntry | undefined {
  try {
    return readLogRow(row);
  } catch {
    return undefined;
  }
}
