import { countUsers } from '../store/countUsers.ts';
import type { Table } from '../store/tables.ts';
import type { Tenant } from './tenant.ts';

/** How many users and groups a tenant has. */
export interface ResourceCounts {
  readonly users: number;
  readonly groups: number;
}

/**
 * Counts users and groups without reading them: a storage call for users, and one for groups if there ever were any.
 *
 * @param users the table of users.
 * @throws ScimError 503
 */
export async function readResourceCounts(
  users: Table,
  { name, holdsGroups }: Pick<Tenant, 'name' | 'holdsGroups'>,
  signal: AbortSignal,
): Promise<ResourceCounts> {
  const partition = { table: users, tenant: name, signal };
  const [userCount, groupCount] = await Promise.all([
    countUsers(partition),
    holdsGroups === true ? countUsers(partition, 'group') : 0,
  ]);
  return { users: userCount, groups: groupCount };
}
