import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Table } from '../store/tables.ts';
import { deadline } from './change.ts';
import { remainsOf } from './remains.ts';
import type { Tenant } from './tenant.ts';
import { readEvenDamaged, writeTenant } from './tenantStore.ts';

/** A tenant's name, held while its rows are restored. */
export interface Reservation {
  readonly name: string;
  /** Of the row that holds it: another one where somebody has taken it over. */
  readonly etag: string;
}

/**
 * Holds a tenant's name: by a tenant that lets nobody in and that nobody can change, but remove.
 *
 * @param backup when the backup was made, as it says itself: only the same one can go on with it.
 * @param etag the ETag of a reservation that is taken over, from a run that has ended or ends by that; undefined for a new one.
 * @returns undefined where somebody else was quicker.
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
  // Read again, whatever was answered: a write whose answer was lost is repeated, and meets its own success as a refusal.
  const read = await readEvenDamaged(table, name, deadline());
  const isOurs = read !== undefined && 'tenant' in read && read.tenant.restoring?.run === run;
  return isOurs ? { name, etag: read.etag } : undefined;
}

/** Whether nobody has removed it or taken it over. */
export async function isHeld(table: Table, { name, etag }: Reservation): Promise<boolean> {
  return (await readEvenDamaged(table, name, deadline()))?.etag === etag;
}

/**
 * Puts the tenant itself in the place of its reservation: from then on it is let in.
 *
 * @returns false where the reservation is no longer held: nothing was written.
 */
export async function activate(table: Table, tenant: Tenant, { etag }: Reservation): Promise<boolean> {
  if (await writeTenant(table, tenant, etag, deadline())) return true;
  // Perhaps by this very call, whose answer was lost.
  const read = await readEvenDamaged(table, tenant.name, deadline());
  return read !== undefined && 'tenant' in read && isDeepStrictEqual(read.tenant, tenant);
}
