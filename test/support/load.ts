import type { JsonObject } from '../../shared/scim/json.ts';
import type { StoredResource } from '../../shared/scim/represent.ts';
import { countKey, idKey } from '../../shared/store/keys.ts';
import { inParallel } from '../../shared/store/inParallel.ts';
import type { Partition } from '../../shared/store/partition.ts';
import { submit, type Row } from '../../shared/store/writeRows.ts';
import { userRows } from '../../shared/store/userRows.ts';

/** Operations in one transaction of Table Storage, and characters: it takes 4 MiB. */
const atOnce = 100;
const maxTransactionLength = 2_000_000;

/**
 * Puts users into an empty partition as the service would have, but many in a transaction: thousands take seconds.
 *
 * @param only which of a user's rows, where a test reads no others.
 */
export async function loadUsers(
  partition: Partition,
  users: readonly StoredResource[],
  only: 'all' | 'byId' = 'all',
): Promise<void> {
  const rows = users.flatMap((user): [string, Row][] => {
    const all = userRows(user);
    const byId = all.get(idKey(user.id));
    return only === 'all' ? [...all] : byId === undefined ? [] : [[idKey(user.id), byId]];
  });
  rows.push([countKey, { count: users.length }]);
  const transactions = transactionsOf(rows);
  await inParallel(transactions, 4, (transaction) =>
    submit(
      partition,
      transaction.map(([rowKey, row]) => ({ kind: 'create', rowKey, row })),
    ).then(() => undefined),
  );
}

function transactionsOf(rows: readonly [string, Row][]): [string, Row][][] {
  const transactions: [string, Row][][] = [];
  let length = Infinity;
  for (const row of rows) {
    const rowLength = JSON.stringify(row).length;
    const last = transactions.at(-1);
    if (last === undefined || last.length === atOnce || length + rowLength > maxTransactionLength) {
      transactions.push([row]);
      length = rowLength;
    } else {
      last.push(row);
      length += rowLength;
    }
  }
  return transactions;
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
