import { keyBatches } from '../../store/deleteRows.ts';
import type { StoredResource } from '../../scim/represent.ts';
import type { Partition } from '../../store/partition.ts';
import { countStored } from '../../store/countUsers.ts';
import { restoreCount } from '../../store/restore.ts';
import { beingRemoved, deadline } from '../../tenants/change.ts';
import { isHeld, activate, reserve, type Reservation } from '../../tenants/replacing.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import { readEvenDamaged } from '../../tenants/tenantStore.ts';
import type { BackupTables } from './backUp.ts';
import type { Contents } from './contents.ts';
import { backupParts, type RowsPart } from './parts.ts';
import { GroupRestorer } from './restoreGroups.ts';
import { retryWhileUnavailable } from '../../store/backOff.ts';
import {
  renamedTenant,
  resealedUser,
  type Renaming,
  restoreLog,
  restoreUsers,
  type Convert,
  type RestoredRows,
} from './restoreRows.ts';

export interface RestoreProgress extends RestoredRows {
  /** Names of tenants that were restored. */
  readonly restored: readonly string[];
  /** Names of tenants that exist and were not changed. */
  readonly leftAlone: readonly string[];
  readonly refused: readonly RefusedTenant[];
}

/** A tenant that could not be restored, and a sentence that says why and what to do. */
interface RefusedTenant {
  readonly tenant: string;
  readonly why: string;
}

/** What to restore of a backup. */
export interface Wanted {
  /** The backup's own time of creation. */
  readonly made: string;
  readonly tenants: ReadonlySet<string>;
  /** Readings of groups that do not count, by tenant. */
  readonly discarded: Contents['discarded'];
  /** Another name for the only tenant that is restored. */
  readonly renaming?: Renaming;
}

/** A tenant that is being restored. */
interface Open {
  readonly tenant: Tenant;
  readonly convert: Convert | undefined;
  readonly partition: Partition;
  readonly reservation: Reservation;
  /** Ids of users that are there, and whether they have the mark of members. */
  readonly users: Map<string, boolean>;
  readonly groups: GroupRestorer;
}

const nothing: RestoreProgress = {
  restored: [],
  leftAlone: [],
  refused: [],
  users: 0,
  groups: 0,
  memberships: 0,
  logEntries: 0,
  missing: [],
  changed: [],
  unopened: [],
};

/**
 * Restores tenants that do not exist. A reservation holds a tenant's name while its rows are written, so that nobody
 * creates a tenant of half restored rows; the tenant's own row replaces it at the end. The caller may stop at any
 * time; a repetition with the same backup continues.
 *
 * @param lines a whole backup, checked by `contentsOf`.
 */
export async function* restore(
  lines: AsyncIterable<string>,
  wanted: Wanted,
  tables: BackupTables,
  signal: AbortSignal,
): AsyncGenerator<RestoreProgress> {
  let progress = nothing;
  let open: Open | undefined;
  for await (const part of backupParts(lines, wanted.discarded)) {
    if (part.kind === 'tenant') {
      if (open !== undefined) progress = await finished(open, tables, progress);
      open = undefined;
      if (!wanted.tenants.has(part.tenant.name)) continue;
      const begun = await begin(part.tenant, wanted, tables, signal);
      if ('reservation' in begun) open = begun;
      else progress = without(progress, wanted.renaming?.to ?? part.tenant.name, begun);
    } else if (open !== undefined) {
      if (await retryWhileUnavailable(holds(tables, open))) {
        progress = { ...progress, ...(await restoreRows(progress, open, part)) };
      } else {
        progress = without(progress, open.tenant.name, lost);
        open = undefined;
      }
    }
    yield progress;
  }
  yield open === undefined ? progress : await finished(open, tables, progress);
}

function restoreRows(
  progress: RestoreProgress,
  { partition, users, groups, convert }: Open,
  part: RowsPart,
): Promise<RestoredRows> {
  switch (part.kind) {
    case 'users':
      return restoreUsers(progress, partition, part.rows, users, convert);
    case 'groups':
      return groups.restore(progress, part.lines);
    case 'log':
      return restoreLog(progress, partition, part.rows);
  }
}

function holds({ tenants }: BackupTables, { reservation }: Open): () => Promise<boolean> {
  return () => isHeld(tenants, reservation);
}

/** Why a tenant is not restored; without a sentence if it exists. */
interface Obstacle {
  readonly why: string | undefined;
}

const lost: Obstacle = { why: 'It was removed meanwhile, or another "restore" goes on with it.' };

function without(progress: RestoreProgress, tenant: string, { why }: Obstacle): RestoreProgress {
  return why === undefined
    ? { ...progress, leftAlone: [...progress.leftAlone, tenant] }
    : { ...progress, refused: [...progress.refused, { tenant, why }] };
}

/** Reserves the tenant's name; returns an obstacle if it can't. */
async function begin(
  backedUp: Tenant,
  { made, renaming }: Wanted,
  { tenants, users }: BackupTables,
  signal: AbortSignal,
): Promise<Open | Obstacle> {
  const tenant =
    renaming === undefined ? backedUp : renamedTenant(backedUp, renaming.to, new Date().toISOString());
  // Only the same tenant of the same backup may continue a reservation.
  const backup = renaming === undefined ? made : `${made} (tenant "${renaming.from}")`;
  const { name } = tenant;
  const partition = { table: users, tenant: name, signal };
  const there = await readEvenDamaged(tenants, name, deadline());
  if (there === undefined) {
    if (await hasRows(partition))
      return {
        why: `Rows of an earlier restore or tenant are left. Delete them with "tenant remove ${name}".`,
      };
  } else {
    if ('damage' in there || there.tenant.removing === undefined) return { why: undefined };
    if (there.tenant.restoring?.backup !== backup) return { why: beingRemoved(there.tenant).message };
  }
  const reservation = await reserve(tenants, name, backup, there?.etag);
  if (reservation === undefined) return lost;
  const type = renaming?.typeOf(tenant);
  const convert =
    renaming === undefined || type === undefined
      ? undefined
      : (user: StoredResource) => resealedUser(renaming, type, user);
  const known = new Map<string, boolean>();
  return {
    ...{ tenant, convert, partition, reservation, users: known },
    groups: new GroupRestorer(partition, known),
  };
}

async function hasRows(partition: Partition): Promise<boolean> {
  for await (const rowKeys of keyBatches(partition)) {
    if (rowKeys.length > 0) return true;
  }
  return false;
}

/** Writes the numbers of users and groups, and activates the tenant. */
async function finished(
  open: Open,
  tables: BackupTables,
  progress: RestoreProgress,
): Promise<RestoreProgress> {
  const { tenant, partition, reservation, groups } = open;
  const memberships = progress.memberships + (await groups.finish());
  const users = await countStored(partition, 'user');
  const groupCount = await countStored(partition, 'group');
  if (!(await retryWhileUnavailable(holds(tables, open)))) return without(progress, tenant.name, lost);
  await restoreCount(partition, 'user', users);
  if (groupCount > 0) await restoreCount(partition, 'group', groupCount);
  // The first group may have come after the tenant's own row was read.
  const made: Tenant = groupCount > 0 ? { ...tenant, holdsGroups: true } : tenant;
  if (!(await activate(tables.tenants, made, reservation))) return without(progress, tenant.name, lost);
  return { ...progress, memberships, restored: [...progress.restored, tenant.name] };
}
