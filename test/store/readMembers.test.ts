import { afterAll, beforeAll, expect, test } from 'vitest';
import { readGroup, type StoredGroup } from '../../shared/store/groups/groupRows.ts';
import { memberKey } from '../../shared/store/groups/keys.ts';
import { readMembers } from '../../shared/store/groups/readMembers.ts';
import { groupChanges } from '../../shared/store/groups/writeGroup.ts';
import type { Partition } from '../../shared/store/partition.ts';
import { submit } from '../../shared/store/writeRows.ts';
import { fillGroupOf } from '../support/filledGroup.ts';
import { openPartition, operationId, startStorage, withCalls, type TestStorage } from '../support/store.ts';

/** Members that take two pages, and a group that changes between them. */
let storage: TestStorage;
let partition: Partition;

beforeAll(async () => {
  storage = await startStorage();
  partition = await openPartition(storage.connectionString);
});
afterAll(() => storage.close());

/** Before the first page and behind all others. */
const [first, last] = ['00000000-first', 'ffffffff-last'];

/** The first member leaves, and another one joins behind all others. */
async function swap(id: string): Promise<StoredGroup> {
  const read = await readGroup(partition, id);
  if (read === undefined) throw new Error('The group is gone.');
  const after = { ...read.group, version: operationId() };
  await submit(partition, [
    ...groupChanges(read, after),
    { kind: 'delete', rowKey: memberKey(id, first) },
    { kind: 'upsert', rowKey: memberKey(id, last), row: { id: last, type: 'User' } },
  ]);
  return after;
}

test.each([
  ['a copy behind the members says so', 1_500],
  // Its size is that of before: the change makes no row behind the members.
  ['the group is looked at again', 998],
])('members of before and after a change are never mixed: %s', async (_, size) => {
  const { id } = await fillGroupOf(partition, `Group of ${size}`, size);
  const more = [first, `${first}-2`].map((member) => ({ id: member, type: 'User' }));
  await submit(
    partition,
    more.map((row) => ({ kind: 'create', rowKey: memberKey(id, row.id), row })),
  );
  let changed: StoredGroup | undefined;
  const isNextPage = (url: string) => url.includes('NextPartitionKey');
  const table = withCalls(partition.table, isNextPage, async (run) => {
    changed ??= await swap(id);
    return run();
  });
  const read = await readMembers({ ...partition, table }, id);
  expect(read?.group.version).toBe(changed?.version);
  const ids = read?.members.map((member) => member.id) ?? [];
  expect([ids.includes(first), ids.includes(last)]).toEqual([false, true]);
});
