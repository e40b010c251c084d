import type { TableClient } from '@azure/data-tables';
import { documentPieceLength } from '../store/limits.ts';
import { withTable } from '../store/missing.ts';
import { isMissingRow, isUnavailable, readRefusal, storageUnavailable } from '../store/storageError.ts';
import { DamagedRow } from './fields.ts';
import { parseTenant } from './parseTenant.ts';
import type { Tenant } from './tenant.ts';

/** All tenants stand in one partition: they are few, and read through a cache. */
export const partitionKey = 'tenants';

/** The form of the rows: a later release reads earlier ones by it. */
const format = 2;

/** The latest form that this release can read. */
export const newestForm = format;

export interface ReadTenant {
  readonly tenant: Tenant;
  readonly etag: string;
}

/** A tenant whose own row can't be read, as it can still be replaced. */
export interface DamagedTenant {
  readonly damage: DamagedRow;
  readonly etag: string;
}

/**
 * Reads a tenant with one storage call; undefined where there is none.
 *
 * @throws DamagedRow
 */
export async function readTenant(
  table: TableClient,
  name: string,
  signal: AbortSignal,
): Promise<ReadTenant | undefined> {
  const read = await readEvenDamaged(table, name, signal);
  if (read !== undefined && 'damage' in read) throw read.damage;
  return read;
}

/** The same for who does not need to know what stands in the row. */
export async function readEvenDamaged(
  table: TableClient,
  name: string,
  signal: AbortSignal,
): Promise<ReadTenant | DamagedTenant | undefined> {
  try {
    const row = await unlessUnavailable(() => table.getEntity(partitionKey, name, { abortSignal: signal }));
    const tenant = unlessDamaged(() => tenantIn(row));
    const etag = etagOf(row);
    return tenant instanceof DamagedRow ? { damage: tenant, etag } : { tenant, etag };
  } catch (error) {
    // A table that is not there yet is not made for whoever asks: only who adds a tenant makes it.
    if (isMissingRow(error) || readRefusal(error)?.code === 'TableNotFound') return undefined;
    throw error;
  }
}

/**
 * The SDK promises an ETag and takes whatever storage sends; a deletion without one depends on nothing.
 *
 * @throws ScimError 503
 */
function etagOf({ etag }: Readonly<Record<string, unknown>>): string {
  if (typeof etag !== 'string' || etag === '') throw storageUnavailable(undefined);
  return etag;
}

/**
 * All tenants in the order of their names, a storage call for every thousand.
 *
 * @param onDamaged is told the name of a tenant whose row can't be read: it is left out, so that it does not hide the
 * others. Tell it to somebody.
 * @param after name of the tenant behind which to begin: it stands in the query as it is, so it must be a tenant's name.
 */
export async function* readTenants(
  table: TableClient,
  signal: AbortSignal,
  onDamaged: (name: string) => void,
  after = '',
): AsyncGenerator<Tenant> {
  const filter = `PartitionKey eq '${partitionKey}' and RowKey gt '${after}'`;
  const rows = table
    .listEntities({ queryOptions: { filter }, abortSignal: signal })
    .byPage({ maxPageSize: 1_000 });
  for (;;) {
    const page = await unlessUnavailable(() => withTable(table, () => rows.next()));
    if (page.done === true) return;
    for (const row of page.value) {
      const tenant = unlessDamaged(() => tenantIn(row));
      if (tenant instanceof DamagedRow) onDamaged(String(row.rowKey));
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

/** @throws DamagedRow also for a row of a later release, and for one that was meant for another tenant. */
function tenantIn(row: Readonly<Record<string, unknown>>): Tenant {
  if (row.format !== 1 && row.format !== format) throw new DamagedRow('The form of the row is not known.');
  const tenant = parseTenant(row.document);
  // The name that stands in it decides whose users are read.
  if (tenant.name !== row.rowKey) throw new DamagedRow('The row is that of another tenant.');
  return tenant;
}

/** Whether a tenant fits into its row. */
export function fitsRow(tenant: Tenant): boolean {
  return JSON.stringify(tenant).length <= documentPieceLength;
}

/**
 * Stores a tenant.
 *
 * @param etag the ETag under which it was read; undefined for a new one.
 * @returns false where somebody else was quicker: nothing was written.
 */
export async function writeTenant(
  table: TableClient,
  tenant: Tenant,
  etag: string | undefined,
  signal: AbortSignal,
): Promise<boolean> {
  const entity = { partitionKey, rowKey: tenant.name, format, document: JSON.stringify(tenant) };
  return unlessRefused(() =>
    withTable(table, () =>
      etag === undefined
        ? table.createEntity(entity, { abortSignal: signal })
        : table.updateEntity(entity, 'Replace', { etag, abortSignal: signal }),
    ),
  );
}

/** Deletes a tenant's own row, if it still is the one that was read under `etag`; whether it was. */
export async function deleteTenantRow(
  table: TableClient,
  name: string,
  etag: string,
  signal: AbortSignal,
): Promise<boolean> {
  return unlessRefused(() => table.deleteEntity(partitionKey, name, { etag, abortSignal: signal }));
}

async function unlessRefused(run: () => Promise<unknown>): Promise<boolean> {
  try {
    await unlessUnavailable(run);
    return true;
  } catch (error) {
    if ([404, 409, 412].includes(readRefusal(error)?.status ?? 0)) return false;
    throw error;
  }
}

/** @throws ScimError 503 where storage is out of reach. */
async function unlessUnavailable<Result>(run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    throw isUnavailable(error) ? storageUnavailable(error) : error;
  }
}
