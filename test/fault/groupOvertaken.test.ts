import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readGroup } from '../../shared/store/groups/groupRows.ts';
import { groupKey } from '../../shared/store/groups/keys.ts';
import { inParallel } from '../../shared/store/inParallel.ts';
import { submit } from '../../shared/store/writeRows.ts';
import type { Client } from '../support/client.ts';
import { startWatchedService, type WatchedService } from '../support/faultyService.ts';
import { fillGroup, fillUsers } from '../support/filledGroup.ts';
import { expectClean } from '../support/fsck.ts';
import { CallNames } from '../support/groupCalls.ts';
import { groupsOf, named } from '../support/groups.ts';
import { patch } from '../support/people.ts';
import type { Treatment } from '../support/storageProxy.ts';

/** Requests that are overtaken by a large change of the same group between two of their storage calls. */
let watched: WatchedService;
let second: WatchedService;
/** What it reads and writes is not disturbed. */
let other: WatchedService;

beforeAll(async () => {
  watched = await startWatchedService();
  second = await watched.another();
  other = await watched.another();
});
afterAll(async () => {
  await other.stop();
  await second.stop();
  await watched.stop();
});

/** Before each call whose name begins with one of these words, what is given for it is done. */
function before({ proxy }: WatchedService, doings: Readonly<Record<string, () => Promise<unknown>>>): void {
  const naming = new CallNames();
  proxy.treat(async (call): Promise<Treatment> => {
    const name = naming.next(call);
    for (const [words, act] of Object.entries(doings)) if (`${name} `.startsWith(`${words} `)) await act();
    return 'pass';
  });
}

function change(client: Client, group: string, op: string, members: readonly string[]) {
  const path = `/Groups/${group}?excludedAttributes=members`;
  return client.send('PATCH', path, patch({ op, path: 'members', value: members.map(named) }));
}

const newGroup = async () => (await groupsOf(other).group([], { displayName: randomUUID() })).id;

test('a large change of which others make the most meanwhile adds the rest', async () => {
  const ids = await fillUsers(watched.partition, 60);
  const group = await newGroup();
  before(watched, {
    'commit 1': async () => {
      expect((await change(other.client, group, 'add', ids.slice(3))).status).toBe(200);
    },
  });
  const { status, text } = await change(watched.client, group, 'add', ids);
  expect(status, text).toBe(200);
  expect(await groupsOf(other).membersOf(group)).toEqual(ids.toSorted());
  await expectClean(watched.partition);
});

test('whom a large change adds is removed by a request that reads while the change is carried out', async () => {
  const ids = await fillUsers(watched.partition, 160);
  const [one = ''] = ids.toSorted().slice(-1);
  const group = await newGroup();
  const [committed, read] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
  before(watched, {
    part: () => {
      committed.resolve(undefined);
      return read.promise;
    },
  });
  const large = change(watched.client, group, 'add', ids);
  await committed.promise;
  const looked = Promise.withResolvers<undefined>();
  before(second, {
    'GET m 1': () => {
      looked.resolve(undefined);
      return Promise.resolve();
    },
    'GET g 1': async () => {
      await looked.promise;
      // Takes longer than what was passed on before it.
      await groupsOf(other).groupsOfUser(one);
      read.resolve(undefined);
      expect((await large).status).toBe(200);
    },
  });
  expect((await change(second.client, group, 'remove', [one])).status).toBe(200);
  expect(await groupsOf(other).membersOf(group)).not.toContain(one);
  await expectClean(watched.partition);
});

test('who is deleted while a large change adds it is in no group', { timeout: 60_000 }, async () => {
  const [user = ''] = await fillUsers(watched.partition, 1, true);
  // More than one transaction can end.
  const names = Array.from({ length: 50 }, () => randomUUID());
  await inParallel(names, 8, (name) => fillGroup(watched.partition, name, [user]));
  const ids = [user, ...(await fillUsers(watched.partition, 60))];
  const group = await newGroup();
  const [prepared, deleting] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
  before(watched, {
    'commit 1': () => {
      prepared.resolve(undefined);
      return deleting.promise;
    },
  });
  const large = change(watched.client, group, 'add', ids);
  await prepared.promise;
  let members: readonly string[] | undefined;
  before(second, {
    // Its memberships are read, the groups are not.
    'GET g': async () => {
      deleting.resolve(undefined);
      expect((await large).status).toBe(200);
    },
    // It is gone, its memberships are not.
    'ending 1': async () => {
      members = await groupsOf(other).membersOf(group);
    },
  });
  const { status } = await second.client.send('DELETE', `/Users/${user}`);
  expect([status, members?.includes(user)]).toEqual([204, false]);
  await expectClean(watched.partition);
});

test(
  'only the first one waits for a process that reserved a group and ended',
  { timeout: 30_000 },
  async () => {
    const group = await newGroup();
    const [user = ''] = await fillUsers(watched.partition, 1);
    const rowKey = groupKey(group);
    await submit(watched.partition, [{ kind: 'merge', rowKey, row: { reserved: 'ended' }, etag: '*' }]);
    // Changes nothing, and so writes nothing that would end the reservation.
    expect((await change(other.client, group, 'remove', [user])).status).toBe(200);
    expect((await readGroup(watched.partition, group))?.reserved).toBeUndefined();
  },
);
