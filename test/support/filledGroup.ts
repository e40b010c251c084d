import { randomUUID } from 'node:crypto';
import { groupRows, type StoredGroup } from '../../shared/store/groups/groupRows.ts';
import { memberKey } from '../../shared/store/groups/keys.ts';
import { chunksOf, inParallel } from '../../shared/store/inParallel.ts';
import { groupMarkerKey } from '../../shared/store/keys.ts';
import type { Partition } from '../../shared/store/partition.ts';
import { submit, type Row } from '../../shared/store/writeRows.ts';
import { operationId } from './store.ts';

/** A group as the store keeps it. */
export function storedGroup(displayName: string, size: number, id: string = randomUUID()): StoredGroup {
  const now = '2026-01-02T03:04:05.678Z';
  return { id, version: operationId(), created: now, lastModified: now, attributes: { displayName }, size };
}

/** The rows of a group and its members as readers of the group see them: what members have of their own is missing. */
export function* filledGroupRows(
  group: StoredGroup,
  members: Iterable<string>,
): Generator<readonly [string, Row]> {
  yield* groupRows(group);
  for (const id of members) yield [memberKey(group.id, id), { id, type: 'User' }];
}

/** Writes a group past the service: thousands of members are there in a moment. No user is behind them. */
export async function fillGroup(
  partition: Partition,
  displayName: string,
  size: number,
): Promise<StoredGroup> {
  const group = storedGroup(displayName, size);
  const rows = [
    ...filledGroupRows(
      group,
      Array.from({ length: size }, () => randomUUID()),
    ),
    [groupMarkerKey(group.version), { delta: 1 }] as const,
  ];
  await inParallel(chunksOf(rows, 100), 8, (chunk) =>
    submit(
      partition,
      chunk.map(([rowKey, row]) => ({ kind: 'create', rowKey, row })),
    ),
  );
  return group;
}
