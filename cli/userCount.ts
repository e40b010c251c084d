import { countUsers } from '../shared/store/countUsers.ts';
import { requestDeadlineMs } from '../shared/store/limits.ts';
import type { Table } from '../shared/store/tables.ts';

/** How many users a tenant has. One storage call; the name must be a tenant's. */
export function userCount(users: Table, tenant: string): Promise<number> {
  return countUsers({ table: users, tenant, signal: AbortSignal.timeout(requestDeadlineMs) });
}
