import { expect, test } from 'vitest';
import { finishChange } from '../../shared/store/groups/finishChange.ts';
import { readGroup } from '../../shared/store/groups/groupRows.ts';
import { committedParts } from '../../shared/store/groups/largeChange.ts';
import { noChange, readCandidate } from '../../shared/store/groups/member.ts';
import { discardChange, prepareChange } from '../../shared/store/groups/prepareChange.ts';
import { writeGroup } from '../../shared/store/groups/writeGroup.ts';
import type { Partition } from '../../shared/store/partition.ts';
import { expectClean } from '../support/fsck.ts';
import { groupsOf } from '../support/groups.ts';
import { allRows, entryAt, operationId, withSubmit } from '../support/store.ts';
import { useTenant } from '../support/useTenant.ts';

/** Storage may carry out a call that its client has given up and sent again. */
const tenant = await useTenant();
const { users, group } = groupsOf(tenant);

/** A change that adds a user, whose first attempt to prepare that user arrives when `arrive` is called. */
async function prepareWithLateAttempt(partition: Partition, groupId: string, userId: string) {
  let arrive: () => Promise<{ readonly text: string }> = () =>
    Promise.reject(new Error('There was no call.'));
  let calls = 0;
  const table = withSubmit(partition.table, (run) => {
    calls += 1;
    // The parts come first.
    if (calls !== 2) return run();
    arrive = async () => ({ text: (await run()).bodyAsText ?? '' });
    return Promise.reject(new DOMException('The attempt took too long.', 'TimeoutError'));
  });
  const candidate = await readCandidate(partition, userId);
  const change = { added: candidate === undefined ? [] : [candidate], removed: [] };
  const operation = operationId();
  const prepared = await prepareChange({ ...partition, table }, groupId, operation, change);
  expect(calls).toBe(3);
  return { operation, change, etag: prepared?.etag ?? '', arrive: () => arrive() };
}

async function rowsOfChanges(partition: Partition): Promise<readonly string[]> {
  return [...(await allRows(partition)).keys()].filter((key) => /^(?:p:|r:[^:]+:[^:]+:)/.test(key));
}

test('an attempt to prepare a member that arrives after the change was taken back leaves nothing', async () => {
  const { partition } = tenant;
  const [user = ''] = await users(1);
  const { id } = await group();
  const { operation, change, arrive } = await prepareWithLateAttempt(partition, id, user);
  expect(await rowsOfChanges(partition)).toHaveLength(3);
  await discardChange(partition, id, operation, change);
  expect((await arrive()).text).toContain('ResourceNotFound');
  expect(await rowsOfChanges(partition)).toEqual([]);
});

test('one that arrives after the change was made neither repeats it nor leaves anything', async () => {
  const { partition } = tenant;
  const [user = ''] = await users(1);
  const { id } = await group();
  const { operation, etag, arrive } = await prepareWithLateAttempt(partition, id, user);
  const old = await readGroup(partition, id);
  if (old === undefined) throw new Error('The group is gone.');
  const pending = { ...old.group, version: operation, pending: operation, size: 1 };
  const entry = entryAt(Date.now(), { operationId: operation, userId: undefined, groupId: id });
  const parts = committedParts(id, operation, etag);
  expect(await writeGroup(partition, old, pending, entry, noChange, parts)).toBe('written');
  await finishChange(partition, id);
  expect((await arrive()).text).toContain('ResourceNotFound');
  expect(await rowsOfChanges(partition)).toEqual([]);
  expect(await groupsOf(tenant).membersOf(id)).toEqual([user]);
  await expectClean(partition);
});
