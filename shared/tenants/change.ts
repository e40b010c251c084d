import { isDeepStrictEqual } from 'node:util';
import type { ScimError } from '../scim/error.ts';
import { afterLostRace, backOff } from '../store/backOff.ts';
import type { Table } from '../store/tables.ts';
import { isTenantName, type Tenant } from './tenant.ts';
import { fitsRow, readTenant, writeTenant } from './tenantStore.ts';
import { tenantBusy, tenantNotFound, tenantRemoving, tenantRestoring, tenantTooLarge } from './errors.ts';

/**
 * Changes a tenant. Of two changes at once, the later one is repeated on the result of the earlier.
 *
 * @param change returns the new tenant, or the same object if nothing changes. It may run several times, also on its
 * own result: a write whose answer was lost is repeated, and refused because of its own success.
 * @throws ScimError 404 if there is no such tenant.
 */
export async function changeTenant(
  table: Table,
  name: string,
  change: (tenant: Tenant) => Tenant,
): Promise<Tenant> {
  let written: Tenant | undefined;
  return repeated(async () => {
    const read = await existing(table, name);
    // Its own result is no change by somebody else, whatever If-Match says.
    if (written !== undefined && isDeepStrictEqual(read.tenant, written)) return read.tenant;
    if (read.tenant.removing !== undefined) throw beingRemoved(read.tenant);
    const changed = change(read.tenant);
    if (changed === read.tenant) return changed;
    written = changed;
    return (await storeTenant(table, changed, read.etag)) ? changed : undefined;
  });
}

/**
 * Stores a tenant, as `writeTenant` does.
 *
 * @throws ScimError 409 if it has grown too large for its row.
 */
export async function storeTenant(table: Table, tenant: Tenant, etag: string | undefined): Promise<boolean> {
  if (!fitsRow(tenant)) {
    throw tenantTooLarge();
  }
  return writeTenant(table, tenant, etag, deadline());
}

/** @throws ScimError 404 */
export async function requireTenant(table: Table, name: string): Promise<Tenant> {
  return (await existing(table, name)).tenant;
}

async function existing(table: Table, name: string) {
  const read = isTenantName(name) ? await readTenant(table, name, deadline()) : undefined;
  if (read === undefined) throw tenantNotFound(name);
  return read;
}

/** The error for a marked tenant, which is being removed or restored. */
export function beingRemoved({ name, restoring }: Tenant): ScimError {
  return restoring === undefined ? tenantRemoving(name) : tenantRestoring(name, restoring.backup);
}

/**
 * Repeats `attempt` until it returns a result. It returns undefined after a lost race; then there is a growing random
 * pause.
 *
 * @throws ScimError 409 after half a minute.
 */
export async function repeated<Result>(attempt: () => Promise<Result | undefined>): Promise<Result> {
  const signal = deadline();
  for (let tries = 0; !signal.aborted; tries += 1) {
    const result = await attempt();
    if (result !== undefined) return result;
    await backOff(tries, afterLostRace);
  }
  throw tenantBusy();
}

export function deadline(): AbortSignal {
  return AbortSignal.timeout(30_000);
}
