import { afterAll, beforeAll, expect, test } from 'vitest';
import { tidyGroups } from '../../shared/store/groups/tidyGroups.ts';
import { patch, person, startWatchedService, type WatchedService } from '../support/faultyService.ts';
import { expectClean } from '../support/fsck.ts';
import { randomFrom } from '../support/tableOperations.ts';

/** Writers who add and remove the same members, and delete the same users and groups, at the same time. */
let watched: WatchedService;
const writers = 16;
const rounds = 25;

beforeAll(async () => {
  watched = await startWatchedService();
});
afterAll(() => watched.stop());

interface Listed {
  readonly id: string;
  readonly members?: readonly { readonly value: string }[];
  readonly groups?: readonly { readonly value: string }[];
}

async function list(path: string): Promise<readonly Listed[]> {
  const { body } = await watched.client.send('GET', `${path}?count=1000`);
  return body.Resources;
}

test('leave both sides of each membership as one, and nobody who is gone', { timeout: 600_000 }, async () => {
  let serial = 0;
  const newUser = async () => {
    const { body } = await watched.client.send('POST', '/Users', person(`racer${(serial += 1)}`));
    return body.id;
  };
  const newGroup = async () => {
    const { body } = await watched.client.send('POST', '/Groups', { displayName: `Race ${(serial += 1)}` });
    return body.id;
  };
  const users = await Promise.all(Array.from({ length: 24 }, newUser));
  const groups = await Promise.all(Array.from({ length: 4 }, newGroup));
  const statuses = new Set<number>();
  await Promise.all(
    Array.from({ length: writers }, async (_, writer) => {
      const random = randomFrom(writer);
      const some = () => users[random(users.length)] ?? '';
      for (let round = 0; round < rounds; round += 1) {
        const group = random(groups.length);
        const path = `/Groups/${groups[group] ?? ''}?excludedAttributes=members`;
        const several = [...new Set([some(), some(), some()])].map((value) => ({ value }));
        const kind = random(20);
        const user = random(users.length);
        const reply = await (kind < 9
          ? watched.client.send('PATCH', path, patch({ op: 'add', path: 'members', value: several }))
          : kind < 16
            ? watched.client.send('PATCH', path, patch({ op: 'remove', path: 'members', value: several }))
            : kind < 17
              ? watched.client.send('PATCH', path, patch({ op: 'replace', path: 'members', value: several }))
              : kind < 19
                ? watched.client.send('DELETE', `/Users/${users[user] ?? ''}`)
                : watched.client.send('DELETE', `/Groups/${groups[group] ?? ''}`));
        statuses.add(reply.status);
        if (kind >= 17 && kind < 19 && reply.status === 204) users[user] = await newUser();
        if (kind === 19 && reply.status === 204) groups[group] = await newGroup();
      }
    }),
  );
  // 400: a member who has just gone. 404: a group that has.
  expect([...statuses].filter((status) => ![200, 204, 400, 404].includes(status))).toEqual([]);
  await tidyGroups(watched.partition, Date.now());
  await expectClean(watched.partition);
  const [allUsers, allGroups] = [await list('/Users'), await list('/Groups')];
  const pairs = allGroups.flatMap(({ id, members = [] }) => members.map(({ value }) => `${id} ${value}`));
  const sides = allUsers.flatMap(({ id, groups: own = [] }) => own.map(({ value }) => `${value} ${id}`));
  expect(pairs.toSorted()).toEqual(sides.toSorted());
});
