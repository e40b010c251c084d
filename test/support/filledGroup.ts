import { randomUUID } from 'node:crypto';
import { groupRows, type StoredGroup } from '../../shared/store/groups/groupRows.ts';
import { memberKey, membershipKey } from '../../shared/store/groups/keys.ts';
import { chunksOf, inParallel } from '../../shared/store/inParallel.ts';
import { groupMarkerKey, markerKey } from '../../shared/store/keys.ts';
import type { Partition } from '../../shared/store/partition.ts';
import { userRows } from '../../shared/store/userRows.ts';
import { submit, type Row } from '../../shared/store/writeRows.ts';
import { operationId, storedUser } from './store.ts';

/** A group as the store keeps it. */
export function storedGroup(displayName: string, size: number): StoredGroup {
  const id = randomUUID();
  const now = '2026-01-02T03:04:05.678Z';
  return { id, version: operationId(), created: now, lastModified: now, attributes: { displayName }, size };
}

/** The rows of a group and its members on both sides, but for the marks that members have on rows of their own. */
function* filledGroupRows(group: StoredGroup, members: Iterable<string>): Generator<readonly [string, Row]> {
  yield* groupRows(group);
  for (const id of members) {
    yield [memberKey(group.id, id), { id, type: 'User' }];
    yield [membershipKey(id, group.id), { member: id, group: group.id }];
  }
}

/**
 * Writes users past the service, as small as they can be.
 *
 * @param grouped whether they have the mark of members.
 * @returns their ids.
 */
export async function fillUsers(
  partition: Partition,
  count: number,
  grouped = false,
): Promise<readonly string[]> {
  const users = Array.from({ length: count }, () => {
    const id = randomUUID();
    return { ...storedUser({ userName: id, externalId: id }, { id }), ...(grouped ? { grouped } : {}) };
  });
  await inParallel(chunksOf(users, 30), 8, (some) =>
    create(partition, [
      ...some.flatMap((user) => [...userRows(user)]),
      [markerKey(operationId()), { delta: some.length }],
    ]),
  );
  return users.map(({ id }) => id);
}

/** Writes a group past the service: thousands of members are there in a moment. Users are to have the mark of members. */
export async function fillGroup(
  partition: Partition,
  displayName: string,
  members: readonly string[],
): Promise<StoredGroup> {
  const group = storedGroup(displayName, members.length);
  const rows = [...filledGroupRows(group, members), [groupMarkerKey(group.version), { delta: 1 }] as const];
  await inParallel(chunksOf(rows, 100), 8, (chunk) => create(partition, chunk));
  return group;
}

/** The same with so many members who are nobody. */
export function fillGroupOf(partition: Partition, displayName: string, size: number): Promise<StoredGroup> {
  return fillGroup(
    partition,
    displayName,
    Array.from({ length: size }, () => randomUUID()),
  );
}

async function create(partition: Partition, rows: readonly (readonly [string, Row])[]): Promise<void> {
  await submit(
    partition,
    rows.map(([rowKey, row]) => ({ kind: 'create', rowKey, row })),
  );
}
