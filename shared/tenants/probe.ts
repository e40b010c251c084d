import type { Table } from '../store/tables.ts';
import { readTenant } from './tenantStore.ts';

/** Timeout of the probe. */
const probeTimeoutMs = 3_000;

/**
 * Whether the tenants' table can be reached and read. One storage call.
 *
 * @throws ScimError 503
 */
export async function probeTenants(open: () => Promise<Table>): Promise<void> {
  // No tenant can have this name, but reading it needs the permission.
  await readTenant(await open(), '-', AbortSignal.timeout(probeTimeoutMs));
}
