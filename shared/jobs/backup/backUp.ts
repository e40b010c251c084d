import { readPages, withDeadline, type Partition, type StoredRow } from '../../store/partition.ts';
import type { Table } from '../../store/tables.ts';
import { deadline } from '../../tenants/change.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import { readEvenDamaged, readTenants } from '../../tenants/tenantStore.ts';
import { nothingYet, plusLine, type BackupLine, type Totals } from './contents.ts';
import { retryWhileUnavailable } from '../../store/retryWhileUnavailable.ts';
import type { ResourceType } from '../../scim/schema/attributes.ts';
import type { JsonObject } from '../../scim/json.ts';
import { represent } from '../../scim/represent.ts';
import { DamagedUser, readDocumentRow } from '../../store/documentRow.ts';

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
 * follow, so that no user is half changed, even during writes.
 *
 * @param onDamaged receives the name of a tenant whose own row can't be read; it is not in the backup.
 */
export async function* backUp(
  tables: BackupTables,
  signal: AbortSignal,
  onDamaged: (tenant: string) => void,
  { names, pageSize = 1_000 }: BackupOptions = {},
): AsyncGenerator<readonly BackupLine[]> {
  yield [{ backup: 1, made: new Date().toISOString() }];
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

/** Reads rows page by page; each call has a request's deadline. */
async function* rowsOf(
  source: Pick<Source, 'partition' | 'pageSize'>,
  prefix: 'i:' | 'a:',
): AsyncGenerator<readonly StoredRow[]> {
  for (let after: string | undefined; ;) {
    const page = await retryWhileUnavailable(() => nextPage(source, prefix, after));
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    after = last.rowKey;
  }
}

async function nextPage(
  { partition, pageSize }: Pick<Source, 'partition' | 'pageSize'>,
  prefix: string,
  after: string | undefined,
): Promise<readonly StoredRow[]> {
  for await (const page of readPages(withDeadline(partition), prefix, { after, pageSize })) {
    if (page.length > 0) return page;
  }
  return [];
}

export interface ExportedUsers {
  /** As SCIM has them: without PINs and codes, which are never returned. */
  readonly users: readonly JsonObject[];
  /** Row keys of those who can't be read. */
  readonly damaged: readonly string[];
}

/**
 * All users of a tenant, in the order of their ids. A user is read whole, whatever is written meanwhile.
 *
 * @param baseUrl the provisioning tenant URL, for `meta.location`.
 */
export async function* exportUsers(
  partition: Partition,
  type: ResourceType,
  baseUrl: string,
  pageSize = 1_000,
): AsyncGenerator<ExportedUsers> {
  for await (const rows of rowsOf({ partition, pageSize }, 'i:')) {
    const read = rows.map((row) => userIn(row, type, baseUrl));
    yield {
      users: read.filter((user) => typeof user !== 'string'),
      damaged: read.filter((user) => typeof user === 'string'),
    };
  }
}

/** The user, or the row key of one who can't be read and must not keep the others from being exported. */
function userIn(row: StoredRow, type: ResourceType, baseUrl: string): JsonObject | string {
  try {
    return represent(type, readDocumentRow(row), baseUrl);
  } catch (error) {
    if (error instanceof DamagedUser) return row.rowKey;
    throw error;
  }
}
