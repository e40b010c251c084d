import type { JsonObject } from '../scim/json.ts';
import type { StoredResource } from '../scim/represent.ts';
import { inParallel } from '../store/inParallel.ts';
import type { StoredGroup } from '../store/groups/groupRows.ts';
import { KnownGroups, readMemberships, readMembershipRowsOf } from '../store/groups/memberships.ts';
import type { Partition } from '../store/partition.ts';
import type { Related } from './list/collection.ts';

/** Users whose groups are read at a time. */
const usersAtOnce = 8;

/** Users and the groups that they belong to. Who was never in a group costs no storage call. */
export async function relatedUsers(
  partition: Partition,
  users: readonly StoredResource[],
  baseUrl: string,
): Promise<readonly Related[]> {
  const grouped = users.filter(({ grouped: mark }) => mark === true);
  if (grouped.length === 0) return users.map((stored) => ({ stored, values: {} }));
  const rows = await readMembershipRowsOf(
    partition,
    grouped.map(({ id }) => id),
  );
  const groups = new KnownGroups(partition);
  return inParallel(users, usersAtOnce, async (stored) => {
    if (stored.grouped !== true) return { stored, values: {} };
    const { direct, indirect } = await readMemberships(
      partition,
      stored.id,
      rows.get(stored.id) ?? [],
      groups,
    );
    const values = [
      ...direct.map((group) => groupValue(group, 'direct', baseUrl)),
      ...indirect.map((group) => groupValue(group, 'indirect', baseUrl)),
    ];
    return { stored, values: values.length === 0 ? {} : { groups: values } };
  });
}

/** RFC 7643 §4.1.2 */
function groupValue({ id, attributes }: StoredGroup, type: string, baseUrl: string): JsonObject {
  return {
    value: id,
    $ref: `${baseUrl}/Groups/${encodeURIComponent(id)}`,
    display: attributes.displayName ?? null,
    type,
  };
}
