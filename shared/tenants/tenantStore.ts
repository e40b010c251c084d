import type { TableClient } from '@azure/data-tables';
import { withTable } from '../store/missing.ts';
import { isMissingRow, isUnavailable, readRefusal, storageUnavailable } from '../store/storageError.ts';
import { parseTenant, type Tenant } from './tenant.ts';

/** All tenants stand in one partition: they are few, and read through a cache. */
const partitionKey = 'tenants';

export interface ReadTenant {
  readonly tenant: Tenant;
  readonly etag: string;
}

/** Reads a tenant with one storage call; undefined where there is none. */
export async function readTenant(
  table: TableClient,
  name: string,
  signal: AbortSignal,
): Promise<ReadTenant | undefined> {
  try {
    const row = await withTable(table, () => table.getEntity(partitionKey, name, { abortSignal: signal }));
    const tenant = typeof row.document === 'string' ? parseTenant(row.document) : undefined;
    if (tenant === undefined) throw new Error('A tenant has a form that this release cannot read.');
    return { tenant, etag: row.etag };
  } catch (error) {
    if (isMissingRow(error)) return undefined;
    throw isUnavailable(error) ? storageUnavailable(error) : error;
  }
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
  const entity = { partitionKey, rowKey: tenant.name, format: 1, document: JSON.stringify(tenant) };
  try {
    await withTable(table, () =>
      etag === undefined
        ? table.createEntity(entity, { abortSignal: signal })
        : table.updateEntity(entity, 'Replace', { etag, abortSignal: signal }),
    );
    return true;
  } catch (error) {
    if ([404, 409, 412].includes(readRefusal(error)?.status ?? 0)) return false;
    throw error;
  }
}
