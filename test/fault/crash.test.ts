import { afterAll, beforeAll, expect, test } from 'vitest';
import { patch, person, startWatchedService, type WatchedService } from '../support/faultyService.ts';
import { isTransaction } from '../support/storageProxy.ts';
import { audit } from '../support/store.ts';
import type { Reply, ReplyBody } from '../support/client.ts';

/** The other process, which goes on. */
let second: WatchedService;
beforeAll(async () => {
  second = await startWatchedService();
});
afterAll(() => second.stop());

/** The answers that came; what has none is in nobody's knowledge. */
async function answered<Key>(sent: readonly (readonly [Key, Promise<Reply>])[]): Promise<Map<Key, Reply>> {
  const settled = await Promise.allSettled(sent.map(([, reply]) => reply));
  return new Map(
    settled.flatMap((result, i) => {
      const key = sent[i]?.[0];
      return result.status === 'fulfilled' && key !== undefined ? [[key, result.value]] : [];
    }),
  );
}

// The service dies in the midst of a transaction: before storage hears of it, and after. There are at least 40.
test.each([
  [1, 'hang'],
  [8, 'pass'],
  [30, 'hang'],
  [40, 'pass'],
] as const)(
  'killed at its transaction %i (%s), the service leaves whole users only, and whatever it had acknowledged',
  { timeout: 60_000 },
  async (fatal, fate) => {
    const people = Array.from({ length: 30 }, (_, i) => `person${i}-${fatal}`);
    const old = Array.from({ length: 10 }, (_, i) => `old${i}-${fatal}`);
    const own = await second.anotherProcess();
    const { client, proxy, service, partition } = own;
    const existing: ReplyBody[] = [];
    for (const name of old) existing.push((await client.send('POST', '/Users', person(name))).body);

    let transactions = 0;
    proxy.treat(async (call) => {
      if (isTransaction(call) && (transactions += 1) === fatal) {
        await service.kill();
        return fate;
      }
      return 'pass';
    });
    const creates = people.map((name) => [name, client.send('POST', '/Users', person(name))] as const);
    const changes = existing.flatMap((user) => [
      [
        user,
        client.send(
          'PATCH',
          `/Users/${user.id}`,
          // Every row but the one by id moves.
          patch(
            { op: 'replace', path: 'userName', value: `moved-${user.userName}` },
            { op: 'replace', path: 'externalId', value: `moved-${user.userName}` },
            { op: 'replace', path: 'emails[type eq "work"].value', value: `moved-${user.userName}` },
            { op: 'replace', path: 'title', value: 'moved' },
          ),
        ),
      ] as const,
    ]);
    const removals = existing
      .slice(0, 4)
      .map((user) => [user, client.send('DELETE', `/Users/${user.id}`)] as const);
    const [created, changed, removed] = await Promise.all([
      answered(creates),
      answered(changes),
      answered(removals),
    ]);
    expect(created.size + changed.size + removed.size).toBeLessThan(
      creates.length + changes.length + removals.length,
    );

    await proxy.ended();
    await own.stop();
    const found = await audit(partition);
    expect(found.count).toBe(found.users.length);
    expect((found.log.create ?? 0) - (found.log.delete ?? 0)).toBe(found.users.length);
    const list = await second.client.send('GET', '/Users?count=1000');
    expect(list.body).toMatchObject({ totalResults: found.users.length });
    expect(list.body.Resources.map(({ id }) => id).sort()).toEqual(found.users.map(({ id }) => id).sort());

    // What was acknowledged is there, under every key.
    for (const reply of created.values()) {
      expect(reply.status).toBe(201);
      const { id, userName } = reply.body;
      expect((await second.client.send('GET', `/Users/${id}`)).body).toEqual(reply.body);
      const filter = encodeURIComponent(`userName eq "${userName}"`);
      const byName = await second.client.send('GET', `/Users?filter=${filter}`);
      expect(byName.body).toMatchObject({ totalResults: 1, Resources: [{ id }] });
    }
    for (const [user, reply] of changed) {
      if (reply.status !== 200) expect(reply.status).toBe(404); // Deleted before.
      const now = await second.client.send('GET', `/Users/${user.id}`);
      if (now.status === 200 && reply.status === 200) expect(now.body.title).toBe('moved');
    }
    for (const [user, reply] of removed) {
      expect(reply.status).toBe(204);
      expect((await second.client.send('GET', `/Users/${user.id}`)).status).toBe(404);
    }

    // The client repeats what it has no answer to: nobody is missing and nobody is there twice.
    for (const name of people.filter((each) => !created.has(each))) {
      expect([201, 409]).toContain((await second.client.send('POST', '/Users', person(name))).status);
    }
    const after = await audit(partition);
    const names = after.users
      .map(({ attributes }) => attributes.userName)
      .filter((name) => typeof name === 'string' && /^person\d+-(\d+)@/.exec(name)?.[1] === String(fatal));
    expect(names.sort()).toEqual(people.map((name) => `${name}@example.com`).sort());
    expect(after.count).toBe(after.users.length);
  },
);
