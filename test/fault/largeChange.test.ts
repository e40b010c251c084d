import { afterAll, beforeAll, expect, test } from 'vitest';
import { tidyGroups } from '../../shared/store/groups/tidyGroups.ts';
import { patch, person, startWatchedService, type WatchedService } from '../support/faultyService.ts';
import { expectClean } from '../support/fsck.ts';
import { isTransaction } from '../support/storageProxy.ts';

/** A change of members that no transaction could hold, and a process that ends in the middle of it. */
let watched: WatchedService;
let readers: WatchedService;
let ids: readonly string[];
const count = 60;

beforeAll(async () => {
  watched = await startWatchedService();
  // Another process: what it reads is not disturbed.
  readers = await watched.another();
  const made = await Promise.all(
    Array.from({ length: count }, (_, n) => watched.client.send('POST', '/Users', person(`member${n}`))),
  );
  ids = made.map(({ body }) => body.id);
}, 120_000);
afterAll(async () => {
  await readers.stop();
  await watched.stop();
});

const membersOf = async (id: string) => {
  const { body } = await readers.client.send('GET', `/Groups/${id}`);
  return ((body.members ?? []) as { value: string }[]).map(({ value }) => value);
};
const groupsOf = async (id: string) => {
  const { body } = await readers.client.send('GET', `/Users/${id}`);
  return ((body.groups ?? []) as { value: string }[]).map(({ value }) => value);
};

test(
  'is seen whole or not at all, at whatever transaction its process ends',
  { timeout: 600_000 },
  async () => {
    const addition = patch({ op: 'add', path: 'members', value: ids.map((value) => ({ value })) });
    const seen: string[] = [];
    for (let last = 1; ; last += 1) {
      const made = await watched.client.send('POST', '/Groups', { displayName: `Group ${last}` });
      const { id } = made.body;
      let transactions = 0;
      watched.proxy.treat((call) => {
        if (isTransaction(call)) transactions += 1;
        return transactions >= last ? 'cut' : 'pass';
      });
      const reply = await watched.client.send('PATCH', `/Groups/${id}?excludedAttributes=members`, addition);
      watched.proxy.treat(() => 'pass');
      const members = await membersOf(id);
      expect([0, count], `${last}: ${reply.status}`).toContain(members.length);
      if (reply.status === 200) expect(members).toHaveLength(count);
      const [first = ''] = ids;
      expect((await groupsOf(first)).includes(id), `${last}`).toBe(members.length === count);
      seen.push(`${reply.status} ${members.length}`);
      const again = await watched.client.send('PATCH', `/Groups/${id}?excludedAttributes=members`, addition);
      expect(again.status).toBe(200);
      expect((await membersOf(id)).toSorted()).toEqual([...ids].toSorted());
      if (transactions < last) break;
    }
    expect(new Set(seen)).toEqual(new Set(['503 0', '200 60']));
  },
);

test('leaves nothing behind that contradicts itself, once maintenance has been there', async () => {
  await tidyGroups(watched.partition, Date.now() + 2 * 3_600_000);
  await expectClean(watched.partition);
});
