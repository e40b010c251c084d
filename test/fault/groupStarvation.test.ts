import { expect, test } from 'vitest';
import { fillUsers } from '../support/filledGroup.ts';
import { expectClean } from '../support/fsck.ts';
import { groupsOf, named } from '../support/groups.ts';
import { patch } from '../support/people.ts';
import { useTenant } from '../support/useTenant.ts';

/** A large change of a group that others change all the time, each of them in one transaction. */
const tenant = await useTenant();
const { client, partition } = tenant;
const { group, membersOf } = groupsOf(tenant);
const [writers, count] = [8, 500];

test('500 members are added among 8 writers who never pause', { timeout: 120_000 }, async () => {
  const ids = await fillUsers(partition, count + writers);
  const [many, few] = [ids.slice(0, count), ids.slice(count)];
  const { id } = await group();
  const send = (op: string, members: readonly string[]) =>
    client.send(
      'PATCH',
      `/Groups/${id}?excludedAttributes=members`,
      patch({ op, path: 'members', value: members.map(named) }),
    );
  let isDone = false;
  const large = send('add', many).finally(() => (isDone = true));
  const small = few.map(async (member, writer) => {
    // Each also takes away and gives back one of those whom the large change adds.
    const own = [member, many[writer] ?? ''];
    let rounds = 0;
    for (let op = 'add'; !isDone || op === 'remove'; op = op === 'add' ? 'remove' : 'add') {
      expect((await send(op, own)).status).toBe(200);
      rounds += 1;
    }
    // The last writer gives back what is the large change's.
    expect((await send('add', own.slice(1))).status).toBe(200);
    return rounds;
  });
  const { status, text } = await large;
  expect(status, text).toBe(200);
  const rounds = await Promise.all(small);
  expect(Math.min(...rounds)).toBeGreaterThan(1);
  console.log(`Small changes meanwhile: ${rounds.join(' ')}`);
  expect(await membersOf(id)).toEqual(many.toSorted());
  await expectClean(partition);
});
