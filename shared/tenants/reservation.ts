import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Table } from '../store/tables.ts';
import { deadline } from './change.ts';
import { remainsOf } from './remains.ts';
import type { Tenant } from './tenant.ts';
import { readEvenDamaged, writeTenant } from './tenantStore.ts';

/** A tenant's name, reserved while its rows are restored. */
export interface Reservation {
  readonly name: string;
  /** ETag of the reserving row; another run that takes over changes it. */
  readonly etag: string;
}

/**
 * Reserves a tenant's name with a row that accepts no credential and can only be removed.
 *
 * @param backup the backup's own time of creation: only the same backup can continue.
 * @param etag the ETag of a reservation to take over, whose run has ended or is ended by this; undefined for a new
 * one.
 * @returns undefined if another run was first.
 */
export async function reserve(
  table: Table,
  name: string,
  backup: string,
  etag: string | undefined,
): Promise<Reservation | undefined> {
  const run = randomUUID();
  const remains = remainsOf(name, Date.now());
  const holder: Tenant = { ...remains, removing: remains.created, restoring: { backup, run } };
  await writeTenant(table, holder, etag, deadline());
  // Read back in any case: a write whose answer was lost is repeated, and refused because of its own success.
  const read = await readEvenDamaged(table, name, deadline());
  const isOurs = read !== undefined && 'tenant' in read && read.tenant.restoring?.run === run;
  return isOurs ? { name, etag: read.etag } : undefined;
}

/** Whether the reservation was neither removed nor taken over. */
export async function isHeld(table: Table, { name, etag }: Reservation): Promise<boolean> {
  return (await readEvenDamaged(table, name, deadline()))?.etag === etag;
}

/**
 * Replaces the reservation by the tenant itself, which is active from then on.
 *
 * @returns false if the reservation was lost; then nothing was written.
 */
export async function activate(table: Table, tenant: Tenant, { etag }: Reservation): Promise<boolean> {
  if (await writeTenant(table, tenant, etag, deadline())) return true;
  // This call may have written it, if its answer was lost.
  const read = await readEvenDamaged(table, tenant.name, deadline());
  return read !== undefined && 'tenant' in read && isDeepStrictEqual(read.tenant, tenant);
}
