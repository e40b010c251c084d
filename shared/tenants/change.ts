import type { ScimError } from '../scim/error.ts';
import { afterLostRace, backOff } from '../store/calls.ts';
import type { Table } from '../store/tables.ts';
import { isTenantName, type Tenant } from './tenant.ts';
import { fitsRow, readTenant, writeTenant } from './tenantStore.ts';
import { tenantBusy, tenantNotFound, tenantRemoving, tenantRestoring, tenantTooLarge } from './errors.ts';

/**
 * Changes a tenant. Of two people who do it at once the second one's change is made again on top of the first one's.
 *
 * @param change gives the tenant as it is to be; the very same where there is nothing to change. It may run several
 * times, also on its own result: a write whose answer was lost is repeated, and meets its own success as a refusal.
 * @throws ScimError 404 where there is no such tenant.
 */
export async function changeTenant(
  table: Table,
  name: string,
  change: (tenant: Tenant) => Tenant,
): Promise<Tenant> {
  return repeated(async () => {
    const read = await existing(table, name);
    if (read.tenant.removing !== undefined) throw beingRemoved(read.tenant);
    const changed = change(read.tenant);
    if (changed === read.tenant) return changed;
    return (await storeTenant(table, changed, read.etag)) ? changed : undefined;
  });
}

/**
 * Stores a tenant, as `writeTenant` does.
 *
 * @throws ScimError 409 where it has grown too large for its row.
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

/** Why nothing can be done with a tenant that has the mark: it is being removed, or restored. */
export function beingRemoved({ name, restoring }: Tenant): ScimError {
  return restoring === undefined ? tenantRemoving(name) : tenantRestoring(name, restoring.backup);
}

/**
 * Repeats `attempt` until it gives a result. It gives undefined where somebody else was quicker; after a random pause,
 * which grows, it is somebody else's turn to be overtaken.
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
