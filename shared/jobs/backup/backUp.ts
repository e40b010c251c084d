import { keyRange } from '../../store/keys.ts';
import { type Partition, type StoredRow, walkRange } from '../../store/partition.ts';
import type { Table } from '../../store/tables.ts';
import { deadline } from '../../tenants/change.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import { readEvenDamaged, readTenants } from '../../tenants/tenantStore.ts';
import { backupFormat, nothingYet, plusLine, type BackupLine, type Totals } from './contents.ts';
import { retryWhileUnavailable } from '../../store/backOff.ts';
import { walkGroups, type GroupPart } from '../../store/groups/walkGroups.ts';

export interface BackupTables {
  readonly tenants: Table;
  readonly users: Table;
}

/** A tenant to back up. */
interface Source {
  readonly tenant: Tenant;
  readonly tables: BackupTables;
  readonly partition: Partition;
  /** Rows of one call. */
  readonly pageSize: number;
}

interface BackupOptions {
  /** Only these tenants; undefined for all. */
  readonly names?: ReadonlySet<string> | undefined;
  /** Rows of one call, up to 1,000. */
  readonly pageSize?: number | undefined;
}

/**
 * Backs up all tenants or some, except the times of last use. Reads one row of each user, from which the others
 * follow, so that no user is half changed, even during writes; and each group with its members as of one moment.
 *
 * @param onDamaged receives the name of a tenant whose own row can't be read; it is not in the backup.
 */
export async function* backUp(
  tables: BackupTables,
  signal: AbortSignal,
  onDamaged: (tenant: string) => void,
  { names, pageSize = 1_000 }: BackupOptions = {},
): AsyncGenerator<readonly BackupLine[]> {
  yield [{ backup: backupFormat, made: new Date().toISOString() }];
  let totals: Totals = nothingYet;
  for (const tenant of await tenantsOf(tables.tenants, onDamaged)) {
    if (names?.has(tenant.name) === false) continue;
    const partition = { table: tables.users, tenant: tenant.name, signal };
    for await (const lines of linesOf({ tenant, tables, partition, pageSize })) {
      totals = lines.reduce(plusLine, totals);
      yield lines;
    }
  }
  yield [{ end: totals }];
}

async function tenantsOf(table: Table, onDamaged: (tenant: string) => void): Promise<readonly Tenant[]> {
  const tenants: Tenant[] = [];
  for await (const tenant of readTenants(table, deadline(), onDamaged)) tenants.push(tenant);
  // A tenant that is being removed must not come back.
  return tenants.filter(({ removing }) => removing === undefined);
}

async function* linesOf(source: Source): AsyncGenerator<readonly BackupLine[]> {
  const { tenant } = source;
  yield [{ tenant: JSON.stringify(tenant) }];
  for await (const rows of rowsOf(source, 'i:')) yield rows.map((user) => ({ user }));
  yield* groupLines(source.partition, source.pageSize);
  for await (const rows of rowsOf(source, 'a:')) yield rows.map((log) => ({ log }));
  // The tenant may have been removed while its rows were read.
  if (!(await isThereStill(source))) yield [{ gone: tenant.name }];
}

async function isThereStill({ tenant, tables }: Source): Promise<boolean> {
  const read = await retryWhileUnavailable(() => readEvenDamaged(tables.tenants, tenant.name, deadline()));
  if (read === undefined) return false;
  // A new tenant may have got the name since.
  return 'damage' in read || (read.tenant.removing === undefined && read.tenant.created === tenant.created);
}

function rowsOf({ partition, pageSize }: Source, prefix: 'i:' | 'a:'): AsyncGenerator<readonly StoredRow[]> {
  return walkRange(partition, keyRange(prefix), { pageSize });
}

/** The groups of a tenant with their members, as lines of a backup. */
async function* groupLines(partition: Partition, pageSize: number): AsyncGenerator<readonly BackupLine[]> {
  let open = { group: '', members: 0 };
  for await (const parts of walkGroups(partition, pageSize)) {
    const lines: BackupLine[] = [];
    for (const part of parts) {
      if (part.kind === 'group') {
        if (part.id === open.group) lines.push({ again: open });
        open = { group: part.id, members: 0 };
      } else open = { ...open, members: open.members + part.members.length };
      const line = lineOf(part);
      if (line !== undefined) lines.push(line);
    }
    yield lines;
  }
}

function lineOf(part: GroupPart): BackupLine | undefined {
  if (part.kind === 'group') return { group: part.row };
  if (part.members.length === 0) return undefined;
  const ids = (type: string) => part.members.filter((member) => member.type === type).map(({ id }) => id);
  return { members: { group: part.group, users: ids('User'), groups: ids('Group') } };
}
