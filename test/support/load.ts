import type { JsonObject } from '../../shared/scim/json.ts';
import type { StoredResource } from '../../shared/scim/represent.ts';
import { countKey, idKey } from '../../shared/store/keys.ts';
import type { Partition } from '../../shared/store/partition.ts';
import type { Row } from '../../shared/store/rowJson.ts';
import { userRows } from '../../shared/store/rows.ts';

/** Operations in one transaction of Table Storage. */
const atOnce = 100;

/**
 * Puts users into an empty partition as the service would have, but many in a transaction: thousands take seconds.
 *
 * @param only which of a user's rows, where a test reads no others.
 */
export async function loadUsers(
  { table, tenant }: Partition,
  users: readonly StoredResource[],
  only: 'all' | 'byId' = 'all',
): Promise<void> {
  const rows = users.flatMap((user): [string, Row][] => {
    const all = userRows(user);
    const byId = all.get(idKey(user.id));
    return only === 'all' ? [...all] : byId === undefined ? [] : [[idKey(user.id), byId]];
  });
  rows.push([countKey, { count: users.length }]);
  const transactions = Array.from({ length: Math.ceil(rows.length / atOnce) }, (_, i) =>
    rows.slice(i * atOnce, (i + 1) * atOnce),
  );
  const submit = async () => {
    for (let transaction = transactions.pop(); transaction !== undefined; transaction = transactions.pop()) {
      await table.submitTransaction(
        transaction.map(([rowKey, row]) => ['create', { ...row, partitionKey: tenant, rowKey }]),
      );
    }
  };
  await Promise.all([submit(), submit(), submit(), submit()]);
}

/** A user as it is stored, number `n` of many: its id is in the order of `n`. */
export function numbered(n: number, attributes: JsonObject = {}): StoredResource {
  const digits = String(n).padStart(12, '0');
  return {
    id: `00000000-0000-4000-8000-${digits}`,
    version: `00000000000000000000${digits}`,
    created: '2026-01-02T03:04:05.678Z',
    lastModified: '2026-01-02T03:04:05.678Z',
    attributes: { externalId: `e${digits}`, userName: `u${digits}@example.com`, active: true, ...attributes },
  };
}
