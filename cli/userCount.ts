import { countUsers } from '../shared/store/countUsers.ts';
import { requestDeadlineMs } from '../shared/store/limits.ts';
import type { Table } from '../shared/store/tables.ts';

/** Number of a tenant's users, with one storage call. The name must be a valid tenant name. */
export function countTenantUsers(users: Table, tenant: string): Promise<number> {
  return countUsers({ table: users, tenant, signal: AbortSignal.timeout(requestDeadlineMs) });
}
