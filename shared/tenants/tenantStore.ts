import { documentPieceLength } from '../store/limits.ts';
import { pages, readPage, readRow, type Partition } from '../store/partition.ts';
import { storedJson } from '../store/documentRow.ts';
import type { Table } from '../store/tables.ts';
import { deleteRow, insertOrReplaceRow } from '../store/writeRows.ts';
import { DamagedRow } from './fields.ts';
import { parseTenant } from './parseTenant.ts';
import type { Tenant } from './tenant.ts';

/** All tenants share one partition: they are few, and cached. */
const partitionKey = 'tenants';

/** Format version of new rows, by which a later release reads them, and an earlier one refuses the tenant. */
const format = 2;

/**
 * That of a tenant with groups: a release before groups would drop the mark of members from the users that it writes. It can
 * go on with the other tenants.
 */
const formatWithGroups = 3;

/** The latest format that this release can read. */
export const newestForm = formatWithGroups;

interface ReadTenant {
  readonly tenant: Tenant;
  readonly etag: string;
}

/** A tenant whose row can't be read; its ETag allows replacing it. */
interface DamagedTenant {
  readonly damage: DamagedRow;
  readonly etag: string;
}

/**
 * Reads a tenant with one storage call; undefined if there is none.
 *
 * @throws DamagedRow
 */
export async function readTenant(
  table: Table,
  name: string,
  signal: AbortSignal,
): Promise<ReadTenant | undefined> {
  const read = await readEvenDamaged(table, name, signal);
  if (read !== undefined && 'damage' in read) throw read.damage;
  return read;
}

/** The same for callers that accept a damaged row. */
export async function readEvenDamaged(
  table: Table,
  name: string,
  signal: AbortSignal,
): Promise<ReadTenant | DamagedTenant | undefined> {
  const row = await readRow(tenantsPartition(table, signal), name);
  if (row === undefined) return undefined;
  const { etag } = row;
  const tenant = unlessDamaged(() => tenantIn(row));
  return tenant instanceof DamagedRow ? { damage: tenant, etag } : { tenant, etag };
}

/** The key range of the tenants' own rows. */
export function tenantsPartition(table: Table, signal: AbortSignal): Partition {
  return { table, tenant: partitionKey, signal };
}

/**
 * All tenants in the order of their names, with a storage call for every thousand.
 *
 * @param onDamaged receives the name of a tenant whose row can't be read. It is left out, so that it does not hide
 * the others; report it.
 * @param after name of the tenant after which to begin; the query has it unescaped, so it must be a valid tenant
 * name.
 */
export async function* readTenants(
  table: Table,
  signal: AbortSignal,
  onDamaged: (name: string) => void,
  after = '',
): AsyncGenerator<Tenant> {
  const partition = tenantsPartition(table, signal);
  const filter = `PartitionKey eq '${partitionKey}' and RowKey gt '${after}'`;
  for await (const rows of pages((next) => readPage(partition, { filter }, next))) {
    for (const row of rows) {
      const tenant = unlessDamaged(() => tenantIn(row));
      if (tenant instanceof DamagedRow) onDamaged(row.rowKey);
      else yield tenant;
    }
  }
}

function unlessDamaged<Result>(read: () => Result): Result | DamagedRow {
  try {
    return read();
  } catch (error) {
    if (error instanceof DamagedRow) return error;
    throw error;
  }
}

/** @throws DamagedRow also for a row of a later release, or of another tenant. */
function tenantIn(row: Readonly<Record<string, unknown>>): Tenant {
  if (![1, format, formatWithGroups].some((known) => known === row.format))
    throw new DamagedRow('The form of the row is not known.');
  const tenant = parseTenant(row.document);
  // The stored name decides whose users are read, so it must match the key.
  if (tenant.name !== row.rowKey) throw new DamagedRow('The row is that of another tenant.');
  return tenant;
}

/** Whether a tenant fits into its row. */
export function fitsRow(tenant: Tenant): boolean {
  return storedJson(tenant).length <= documentPieceLength;
}

/**
 * Stores a tenant.
 *
 * @param etag the ETag under which it was read; undefined for a new one.
 * @returns false after a lost race; then nothing was written.
 */
export function writeTenant(
  table: Table,
  tenant: Tenant,
  etag: string | undefined,
  signal: AbortSignal,
): Promise<boolean> {
  const partition = tenantsPartition(table, signal);
  const row = {
    format: tenant.holdsGroups === true ? formatWithGroups : format,
    document: storedJson(tenant),
  };
  return insertOrReplaceRow(partition, tenant.name, row, etag);
}

/** Deletes a tenant's own row if its ETag still is `etag`. @returns whether it was deleted. */
export function deleteTenantRow(
  table: Table,
  name: string,
  etag: string,
  signal: AbortSignal,
): Promise<boolean> {
  return deleteRow(tenantsPartition(table, signal), name, etag);
}
