import { withTable } from '../store/missing.ts';
import { isUnavailable, storageUnavailable } from '../store/storageError.ts';
import type { Table } from '../store/tables.ts';

/**
 * When each of the tenants from one name to another was last seen: the newest use of any of its credentials, up to two
 * hours late. A storage call for every thousand credentials, whatever the number of tenants.
 *
 * @param first name of the first tenant, and `last` of the last one: they stand in the query as they are.
 * @throws ScimError 503
 */
export async function readLastSeen(
  table: Table,
  first: string,
  last: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const filter = `PartitionKey ge 'used:${first}' and PartitionKey le 'used:${last}'`;
  const rows = table
    .listEntities({ queryOptions: { filter }, abortSignal: signal })
    .byPage({ maxPageSize: 1_000 });
  const found = new Map<string, string>();
  for (;;) {
    const page = await withTable(table, () => rows.next()).catch((error: unknown) => {
      throw isUnavailable(error) ? storageUnavailable(error) : error;
    });
    if (page.done === true) return found;
    for (const row of page.value) {
      const tenant = String(row.partitionKey).slice('used:'.length);
      const at = String(row.at);
      if (at > (found.get(tenant) ?? '')) found.set(tenant, at);
    }
  }
}
