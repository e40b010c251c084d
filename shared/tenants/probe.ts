import type { Table } from '../store/tables.ts';
import { readTenant } from './tenantStore.ts';

/** Whoever probes wants to know soon, in milliseconds. */
const probeTimeoutMs = 3_000;

/**
 * Whether the tenants' table can be reached and read. One storage call.
 *
 * @throws ScimError 503
 */
export async function probeTenants(open: () => Promise<Table>): Promise<void> {
  // There is no tenant of this name, and looking for it needs permission.
  await readTenant(await open(), '-', AbortSignal.timeout(probeTimeoutMs));
}
