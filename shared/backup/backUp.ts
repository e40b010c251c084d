import { readPages, withDeadline, type Partition, type StoredRow } from '../store/partition.ts';
import type { Table } from '../store/tables.ts';
import { deadline } from '../tenants/change.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { readTenants } from '../tenants/tenantStore.ts';
import { counted, nothingYet, type BackupLine, type Totals } from './lines.ts';

export interface BackupTables {
  readonly tenants: Table;
  readonly users: Table;
}

/**
 * Everything there is of all tenants, but for when credentials were used. Of each user one row is read, from which the
 * others follow: so nobody is found half changed, whatever goes on meanwhile.
 *
 * @param onDamaged is told the name of a tenant whose own row can't be read: it is not in the backup.
 */
export async function* backUp(
  tables: BackupTables,
  signal: AbortSignal,
  onDamaged: (tenant: string) => void,
): AsyncGenerator<readonly BackupLine[]> {
  yield [{ backup: 1, made: new Date().toISOString() }];
  let totals: Totals = nothingYet;
  for (const tenant of await tenantsOf(tables.tenants, onDamaged)) {
    const partition: Partition = { table: tables.users, tenant: tenant.name, signal };
    for await (const lines of linesOf(partition, tenant)) {
      totals = lines.reduce(counted, totals);
      yield lines;
    }
  }
  yield [{ end: totals }];
}

async function tenantsOf(table: Table, onDamaged: (tenant: string) => void): Promise<readonly Tenant[]> {
  const tenants: Tenant[] = [];
  for await (const tenant of readTenants(table, deadline(), onDamaged)) tenants.push(tenant);
  // What is being deleted must not come back.
  return tenants.filter(({ removing }) => removing === undefined);
}

async function* linesOf(partition: Partition, tenant: Tenant): AsyncGenerator<readonly BackupLine[]> {
  yield [{ tenant: JSON.stringify(tenant) }];
  for await (const rows of rowsOf(partition, 'i:')) yield rows.map((user) => ({ user }));
  for await (const rows of rowsOf(partition, 'a:')) yield rows.map((log) => ({ log }));
}

/** Page by page; each has a request's time. */
async function* rowsOf(partition: Partition, prefix: string): AsyncGenerator<readonly StoredRow[]> {
  for (let after: string | undefined; ;) {
    const page = await nextPage(partition, prefix, after);
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    after = last.rowKey;
  }
}

async function nextPage(
  partition: Partition,
  prefix: string,
  after: string | undefined,
): Promise<readonly StoredRow[]> {
  for await (const page of readPages(withDeadline(partition), prefix, { after })) {
    if (page.length > 0) return page;
  }
  return [];
}
