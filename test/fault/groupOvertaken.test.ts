import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client } from '../support/client.ts';
import { startWatchedService, type WatchedService } from '../support/faultyService.ts';
import { fillUsers } from '../support/filledGroup.ts';
import { expectClean } from '../support/fsck.ts';
import { CallNames } from '../support/groupCalls.ts';
import { groupsOf, named } from '../support/groups.ts';
import { patch } from '../support/people.ts';
import type { Treatment } from '../support/storageProxy.ts';

/** Requests that are overtaken by a large change of the same group between two of their storage calls. */
let watched: WatchedService;
/** What it reads and writes is not disturbed. */
let other: WatchedService;

beforeAll(async () => {
  watched = await startWatchedService();
  other = await watched.another();
});
afterAll(async () => {
  await other.stop();
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
