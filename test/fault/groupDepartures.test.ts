import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tidyGroups } from '../../shared/store/groups/tidyGroups.ts';
import { inParallel } from '../../shared/store/inParallel.ts';
import { startWatchedService, type WatchedService } from '../support/faultyService.ts';
import { fillGroup, fillUsers } from '../support/filledGroup.ts';
import { expectClean } from '../support/fsck.ts';
import { CallNames } from '../support/groupCalls.ts';
import { groupsOf, named, valuesIn } from '../support/groups.ts';
import { filterQuery, patch } from '../support/people.ts';
import type { StorageCall, Treatment } from '../support/storageProxy.ts';

/**
 * Users who are deleted while they are members, or are about to become members: nobody ever sees somebody in a group who is
 * gone. `npm test` takes some of the storage calls at which a deletion may end, `npm run test:faults` all.
 */
const all = process.env.MODE === 'all';
let watched: WatchedService;
/** Another instance: what it reads and writes is not disturbed. */
let other: WatchedService;

beforeAll(async () => {
  watched = await startWatchedService();
  other = await watched.another();
});
afterAll(async () => {
  await other.stop();
  await watched.stop();
});

/** Holds the first call of this name back until `meanwhile` is done. */
function meanwhileAt(
  name: string,
  meanwhile: () => Promise<void>,
): (call: StorageCall) => Promise<Treatment> {
  const naming = new CallNames();
  return async (call) => {
    if (naming.next(call) === name) await meanwhile();
    return 'pass';
  };
}

test.each(['POST', 'PATCH'] as const)(
  'who is deleted just before a large %s is committed is named in its refusal, and in no group',
  async (method) => {
    const ids = await fillUsers(watched.partition, 60);
    const [gone = ''] = ids;
    const { group } = groupsOf(other);
    const { id, displayName } =
      method === 'PATCH'
        ? await group([], { displayName: randomUUID() })
        : { id: '', displayName: randomUUID() };
    const members = ids.map(named);
    watched.proxy.treat(
      meanwhileAt('commit 1', async () => {
        expect((await other.client.send('DELETE', `/Users/${gone}`)).status).toBe(204);
      }),
    );
    const { status, body } = await (method === 'POST'
      ? watched.client.send('POST', '/Groups', { displayName, members })
      : watched.client.send('PATCH', `/Groups/${id}`, patch({ op: 'add', path: 'members', value: members })));
    watched.proxy.treat(() => 'pass');
    expect([status, body.scimType]).toEqual([400, 'invalidValue']);
    expect(body.detail).toContain(gone);
    const found = await other.client.send('GET', `/Groups?${filterQuery(`displayName eq "${displayName}"`)}`);
    expect(found.body.Resources.map((each) => each.members)).toEqual(method === 'POST' ? [] : [undefined]);
    await expectClean(watched.partition);
  },
);

test('a user is deleted although its groups change whenever it is about to be', async () => {
  const [user = ''] = await fillUsers(watched.partition, 1);
  const { group, membersOf } = groupsOf(other);
  const { id } = await group([user], { displayName: randomUUID() });
  watched.proxy.treat(async (call): Promise<Treatment> => {
    // The commit of the deletion: the group is another one by then.
    if (!call.body.includes('"RowKey":"a:')) return 'pass';
    const externalId = patch({ op: 'replace', path: 'externalId', value: randomUUID() });
    expect((await other.client.send('PATCH', `/Groups/${id}`, externalId)).status).toBe(200);
    return 'pass';
  });
  const { status } = await watched.client.send('DELETE', `/Users/${user}`);
  watched.proxy.treat(() => 'pass');
  expect([status, await membersOf(id)]).toEqual([204, []]);
  await expectClean(watched.partition);
});

test('a group that grows while it is deleted is gone with all of its members', async () => {
  const ids = await fillUsers(watched.partition, 60);
  const { group, groupsOfUser } = groupsOf(other);
  const { id } = await group(ids.slice(0, 1), { displayName: randomUUID() });
  const add = patch({ op: 'add', path: 'members', value: ids.map(named) });
  watched.proxy.treat(
    meanwhileAt('GET m 1', async () => {
      expect((await other.client.send('PATCH', `/Groups/${id}`, add)).status).toBe(200);
    }),
  );
  const { status } = await watched.client.send('DELETE', `/Groups/${id}`);
  watched.proxy.treat(() => 'pass');
  expect(status).toBe(204);
  expect((await other.client.send('GET', `/Groups/${id}`)).status).toBe(404);
  expect(await groupsOfUser(ids[0] ?? '')).toEqual([]);
  await expectClean(watched.partition);
});

const groupCount = all ? 110 : 50;
const few = 3;

interface World {
  readonly user: string;
  readonly groups: readonly string[];
}

/** A user in more groups than a transaction can end. */
async function makeWorld(): Promise<World> {
  const [user = ''] = await fillUsers(watched.partition, 1, true);
  const [colleague = ''] = await fillUsers(watched.partition, 1, true);
  const names = Array.from({ length: groupCount }, () => randomUUID());
  const groups = await inParallel(names, 8, (name) => fillGroup(watched.partition, name, [user, colleague]));
  return { user, groups: groups.map(({ id }) => id) };
}

/** Reads user and groups until it is told to end; fails if somebody who is gone is in a group, or who is there in none. */
function watchDeparture({ user, groups }: World): () => Promise<void> {
  const ended = new AbortController();
  const wrong: string[] = [];
  const isThere = async () => (await other.client.send('GET', `/Users/${user}`)).status === 200;
  const filter = filterQuery(`members.value eq "${user}"`);
  const reading = (async () => {
    for (let n = 0; !ended.signal.aborted; n += 1) {
      const before = await isThere();
      const { body } = await other.client.send('GET', `/Groups/${groups[(n * 7) % groupCount] ?? ''}`);
      const isMember = valuesIn(body.members).includes(user);
      // It looks at each of the groups.
      const path = `/Groups?${filter}&excludedAttributes=members`;
      const found = n % 8 === 0 ? (await other.client.send('GET', path)).body.totalResults : undefined;
      const after = await isThere();
      if (isMember && !before) wrong.push('Who is gone is in a group.');
      if (!isMember && after) wrong.push('Who is there is not in a group.');
      if (found !== undefined && found > 0 && !before) wrong.push('Who is gone is found in a group.');
      if (found !== undefined && found < groupCount && after)
        wrong.push('Who is there is not found in all groups.');
      await pause(40);
    }
  })();
  return async () => {
    ended.abort();
    await reading;
    expect(wrong).toEqual([]);
  };
}

/** @returns the calls that were made. */
async function depart(
  service: WatchedService,
  meant: string,
  fault: Treatment | (() => Promise<void>),
): Promise<readonly string[]> {
  const world = await makeWorld();
  const endWatch = watchDeparture(world);
  const naming = new CallNames();
  service.proxy.treat(async (call) => {
    naming.next(call);
    if (!naming.seen.includes(meant)) return 'pass';
    if (typeof fault === 'string') return fault;
    await fault();
    return 'pass';
  });
  const path = `/Users/${world.user}`;
  const reply = await service.client.send('DELETE', path).catch(() => undefined);
  service.proxy.treat(() => 'pass');
  if (typeof fault !== 'string') await service.proxy.ended();
  const [group = ''] = world.groups;
  const isThere = (await other.client.send('GET', path)).status === 200;
  const members = valuesIn((await other.client.send('GET', `/Groups/${group}`)).body.members);
  expect(members.includes(world.user), meant).toBe(isThere);
  if (reply?.status === 204) expect(isThere, meant).toBe(false);
  else expect([503, undefined], meant).toContain(reply?.status);
  // The client sends it again.
  expect((await other.client.send('DELETE', path)).status, meant).toBe(isThere ? 204 : 404);
  await endWatch();
  // A change of a group that still has its rows does not bring the member back.
  const renamed = patch({ op: 'replace', path: 'displayName', value: randomUUID() });
  const { body } = await other.client.send('PATCH', `/Groups/${group}`, renamed);
  expect(valuesIn(body.members), meant).toHaveLength(1);
  return naming.seen;
}

test(
  'a user in many groups is gone from all of them at once, wherever its deletion ends',
  { timeout: 3_600_000 },
  async () => {
    const calls = await depart(watched, '', 'pass');
    const kinds = Map.groupBy(calls, (call) => call.slice(0, call.lastIndexOf(' ')));
    expect([...kinds.keys()]).toEqual(expect.arrayContaining(['marks', 'commit', 'ending', 'DELETE x']));
    const sample = [...kinds].flatMap(([kind, ofKind]) => {
      if (all) return ofKind;
      if (kind === 'ending') return [ofKind.at(-few) ?? ''];
      return kind === 'commit' ? ofKind.slice(-1) : [];
    });
    for (const call of sample) await depart(watched, call, 'cut');
  },
);

test.each(all ? ['marks 2', 'commit 1', 'ending 40'] : ['commit 1'])(
  'killed at %s, it is seen whole or not at all',
  async (call) => {
    const own = await watched.anotherProcess();
    await depart(own, call, () => own.service.kill());
    await own.stop();
  },
);

test('once maintenance has been there, nothing is left', { timeout: 600_000 }, async () => {
  await tidyGroups(watched.partition, Date.now());
  await expectClean(watched.partition);
});
