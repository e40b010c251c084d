import { requestDeadlineMs } from '../shared/store/limits.ts';
import type { Table } from '../shared/store/tables.ts';
import { readResourceCounts, type ResourceCounts } from '../shared/store/countUsers.ts';
import type { Tenant } from '../shared/tenants/tenant.ts';
import { counted } from './counted.ts';

/** Numbers of a tenant's users and groups. The name must be a valid tenant name. */
export function countTenantResources(
  users: Table,
  tenant: Pick<Tenant, 'name' | 'holdsGroups'>,
): Promise<ResourceCounts> {
  return readResourceCounts(users, tenant, AbortSignal.timeout(requestDeadlineMs));
}

/** "3 users and 1 group"; groups only if there are any. */
export function countsInWords({ users, groups }: ResourceCounts): string {
  return groups === 0 ? counted(users, 'user') : `${counted(users, 'user')} and ${counted(groups, 'group')}`;
}
