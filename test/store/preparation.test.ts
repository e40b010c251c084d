import { expect, test } from 'vitest';
import { finishChange } from '../../shared/store/groups/finishChange.ts';
import { readGroup } from '../../shared/store/groups/groupRows.ts';
import { noChange, readCandidate, touched, type MembershipChange } from '../../shared/store/groups/member.ts';
import {
  adjustChange,
  commitOf,
  discardChange,
  prepareChange,
  type PreparedChange,
} from '../../shared/store/groups/prepareChange.ts';
import { endSteps } from '../../shared/store/groups/planStep.ts';
import { writeGroup } from '../../shared/store/groups/writeGroup.ts';
import type { Partition } from '../../shared/store/partition.ts';
import { expectClean } from '../support/fsck.ts';
import { groupsOf } from '../support/groups.ts';
import { patch, person } from '../support/people.ts';
import { allRows, entryAt, operationId, withSubmit } from '../support/store.ts';
import { useTenant } from '../support/useTenant.ts';

/** The preparation of a large change. Storage may carry out a call that its client has given up and sent again. */
const tenant = await useTenant();
const { partition } = tenant;
const { users, group, membersOf } = groupsOf(tenant);

/** Users who are in a group already, so that nothing but the step keeps a repeated call from succeeding. */
async function groupedUsers(count: number): Promise<readonly string[]> {
  const ids = await users(count);
  await group(ids);
  return ids;
}

async function adding(...ids: readonly string[]): Promise<MembershipChange> {
  const read = await Promise.all(ids.map((id) => readCandidate(partition, id)));
  return { added: read.filter((each) => each !== undefined), removed: [] };
}

interface Late {
  /** In which the attempt is given up. */
  readonly partition: Partition;
  /** Lets it arrive. @returns what storage says. */
  readonly arrive: () => Promise<string>;
}

type Send = Parameters<Parameters<typeof withSubmit>[1]>[0];

/** The partition whose nth transaction from now `submit` precedes or follows with something of its own. */
function withTransaction(nth: number, submit: (send: Send) => ReturnType<Send>): Partition {
  let calls = 0;
  const table = withSubmit(partition.table, (send) => {
    calls += 1;
    return calls === nth ? submit(send) : send();
  });
  return { ...partition, table };
}

/** The first attempt of the nth transaction from now is given up, and arrives when it is let. */
function givenUp(nth: number): Late {
  let run: (() => Promise<string>) | undefined;
  const interrupted = withTransaction(nth, (send) => {
    run = async () => (await send()).bodyAsText ?? '';
    return Promise.reject(new DOMException('The attempt took too long.', 'TimeoutError'));
  });
  const arrive = () => run?.() ?? Promise.reject(new Error('There was no such transaction.'));
  return { partition: interrupted, arrive };
}

async function done(change: Promise<PreparedChange | undefined>): Promise<PreparedChange> {
  const result = await change;
  if (result === undefined) throw new Error('It could not be prepared.');
  return result;
}

/** The rows of changes that are prepared: parts, steps, and what is to become of a member. */
async function rowsOfChanges(): Promise<readonly string[]> {
  return [...(await allRows(partition)).keys()].filter((key) => /^(?:p:|r:[^:]+:[^:]+:)/.test(key));
}

/** Commits a change and carries it out. @param between runs after the commit. */
async function make(
  id: string,
  prepared: PreparedChange,
  between: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const { change, step } = prepared;
  const { operation } = step;
  const old = await readGroup(partition, id);
  if (old === undefined) throw new Error('The group is gone.');
  const size = old.group.size + change.added.length - change.removed.length;
  const pending = { ...old.group, version: operation, pending: operation, size };
  const entry = entryAt(Date.now(), { operationId: operation, userId: undefined, groupId: id });
  expect(await writeGroup(partition, old, pending, entry, noChange, commitOf(prepared))).toBe('written');
  await between();
  await finishChange(partition, id);
}

/** Nothing is left but these members. */
async function expectMembers(id: string, ...members: readonly string[]): Promise<void> {
  expect(await rowsOfChanges()).toEqual([]);
  expect(await membersOf(id)).toEqual(members.toSorted());
  await expectClean(partition);
}

const isOver = /^HTTP\/1\.1 404[^]*ResourceNotFound/m;

test('an attempt to prepare a member does nothing after the change was taken back', async () => {
  const [user = ''] = await groupedUsers(1);
  const { id } = await group();
  const change = await adding(user);
  const late = givenUp(2);
  const { step } = await done(prepareChange(late.partition, id, operationId(), change));
  expect(await rowsOfChanges()).toHaveLength(3);
  await discardChange(partition, id, step.operation, change);
  expect(await late.arrive()).toMatch(isOver);
  expect(await rowsOfChanges()).toEqual([]);
});

test('it does nothing from the first moment of taking back', async () => {
  const [user = ''] = await groupedUsers(1);
  const { id } = await group();
  const change = await adding(user);
  const late = givenUp(2);
  const { step } = await done(prepareChange(late.partition, id, operationId(), change));
  let said = '';
  const watched = withTransaction(1, async (send) => {
    const answer = await send();
    said = await late.arrive();
    return answer;
  });
  await discardChange(watched, id, step.operation, change);
  expect(said).toMatch(isOver);
  expect(await rowsOfChanges()).toEqual([]);
});

test.each(['added', 'removed'] as const)(
  'nor after a change that has %s the member was made',
  async (how) => {
    const [user = ''] = await groupedUsers(1);
    const { id } = await group(how === 'added' ? [] : [user]);
    const { added } = await adding(user);
    const change = how === 'added' ? { added, removed: [] } : { added: [], removed: added };
    const late = givenUp(2);
    await make(id, await done(prepareChange(late.partition, id, operationId(), change)), async () => {
      expect(await late.arrive()).toMatch(isOver);
    });
    expect(await rowsOfChanges()).toEqual([]);
    const { body } = await tenant.client.send('GET', `/Groups/${id}`);
    expect(body.members === undefined).toBe(how === 'removed');
    await expectClean(partition);
  },
);

test('nor after the change became another one, without this member', async () => {
  const [dropped = '', fresh = ''] = await groupedUsers(2);
  const { id } = await group();
  const late = givenUp(2);
  const before = await done(prepareChange(late.partition, id, operationId(), await adding(dropped)));
  const change = await done(adjustChange(partition, before, await adding(fresh)));
  expect(await late.arrive()).toMatch(isOver);
  await make(id, change);
  await expectMembers(id, fresh);
});

test('nor does an attempt to drop a member who is to join again', async () => {
  const [kept = '', other = ''] = await groupedUsers(2);
  const { id } = await group();
  const both = await adding(kept, other);
  const first = await done(prepareChange(partition, id, operationId(), both));
  // After the beginning of a step it deletes the rows of members.
  const late = givenUp(2);
  const second = await done(adjustChange(late.partition, first, await adding(kept)));
  const third = await done(adjustChange(partition, second, both));
  expect(await late.arrive()).toMatch(isOver);
  await make(id, third);
  await expectMembers(id, kept, other);
});

test('nor does the first call of all, when the change is another one and committed', async () => {
  const [kept = '', fresh = ''] = await groupedUsers(2);
  const { id } = await group();
  const late = givenUp(1);
  const before = await done(prepareChange(late.partition, id, operationId(), await adding(kept)));
  const change = await done(adjustChange(partition, before, await adding(kept, fresh)));
  await make(id, change, async () => {
    expect(await late.arrive()).toMatch(/^HTTP\/1\.1 409/m);
  });
  await expectMembers(id, kept, fresh);
});

test('a first call whose answer was lost is known again', async () => {
  const [user = ''] = await groupedUsers(1);
  const { id } = await group();
  const lost = withTransaction(1, async (send) => {
    await send();
    throw new DOMException('The answer was lost.', 'TimeoutError');
  });
  await make(id, await done(prepareChange(lost, id, operationId(), await adding(user))));
  expect(await membersOf(id)).toEqual([user]);
});

test('a preparation whose step is over ends at once', async () => {
  const [user = ''] = await groupedUsers(1);
  const { id } = await group();
  const operation = operationId();
  const change = await adding(user);
  let calls = 0;
  const table = withSubmit(partition.table, async (send) => {
    calls += 1;
    if (calls === 2) await endSteps(partition, id, operation);
    return send();
  });
  expect(await prepareChange({ ...partition, table }, id, operation, change)).toBeUndefined();
  expect(calls).toBe(2);
  await discardChange(partition, id, operation, change);
  expect(await rowsOfChanges()).toEqual([]);
});

test('a commit that was refused, and arrives once more, is not taken back', async () => {
  const [user = ''] = await groupedUsers(1);
  const { id } = await group();
  const change = await adding(user);
  const prepared = await done(prepareChange(partition, id, operationId(), change));
  await make(id, prepared, () => discardChange(partition, id, prepared.step.operation, change));
  await expectMembers(id, user);
});

test('members who get more rows meanwhile, so that they no longer fit one transaction, are prepared anew', async () => {
  const address = (name: string) => ({ value: `${name}@many.example`, type: 'other' });
  const posted = Array.from({ length: 11 }, async (_, n) => {
    const emails = [1, 2, 3, 4, 5].map((each) => address(`${n}-${each}`));
    return (await tenant.client.send('POST', '/Users', { ...person(`many${n}`), emails })).body.id;
  });
  const ids = await Promise.all(posted);
  const { id } = await group();
  const change = await adding(...ids);
  // A row for what will become of each, and one for each index: the 99 that there is room for.
  expect(change.added.flatMap((each) => touched(each))).toHaveLength(88);
  const meanwhile = withTransaction(2, async (send) => {
    const value = [address('one-more')];
    await tenant.client.send('PATCH', `/Users/${ids[0]}`, patch({ op: 'add', path: 'emails', value }));
    return send();
  });
  const operation = operationId();
  expect(await prepareChange(meanwhile, id, operation, change)).toBeUndefined();
  await discardChange(partition, id, operation, change);
  await make(id, await done(prepareChange(partition, id, operationId(), await adding(...ids))));
  expect(await membersOf(id)).toEqual(ids.toSorted());
});
