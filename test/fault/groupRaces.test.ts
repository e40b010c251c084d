import { afterAll, beforeAll, expect, test } from 'vitest';
import { tidyGroups } from '../../shared/store/groups/tidyGroups.ts';
import type { Client, Reply } from '../support/client.ts';
import { startWatchedService, type WatchedService } from '../support/faultyService.ts';
import { fillUsers } from '../support/filledGroup.ts';
import { expectClean } from '../support/fsck.ts';
import { named, valuesIn } from '../support/groups.ts';
import { patch } from '../support/people.ts';
import { randomFrom, type Random } from '../support/tableOperations.ts';

/**
 * Writers of two processes who add and remove the same members, and delete the same users and groups, at the same time. Each
 * has users of its own too, whom nobody else touches: where these are members follows from what it was answered.
 *
 * `npm test` does it for some seconds, `npm run test:races` for three minutes, or for SCIM_TEST_MINUTES.
 */
const all = process.env.MODE === 'all';
const minutes = Number(process.env.SCIM_TEST_MINUTES ?? 3);
const writers = 16;
const rounds = all ? Infinity : 8;
const ends = performance.now() + minutes * 60_000;
/** Members in one request that need more than one transaction. */
const many = 45;

let watched: WatchedService;
let other: WatchedService;

beforeAll(async () => {
  watched = await startWatchedService();
  other = await watched.anotherProcess();
});
afterAll(async () => {
  await other.stop();
  await watched.stop();
});

/** What all writers share: a place keeps its number when what it holds is deleted and made anew. */
interface Shared {
  readonly users: string[];
  /** Nobody replaces the members of the first ones. */
  readonly groups: string[];
}
const kept = 4;
const wild = 2;

const pick = <Item>(random: Random, items: readonly Item[]): Item => items[random(items.length)] as Item;
const path = (group: string) => `/Groups/${group}?excludedAttributes=members`;

let serial = 0;
async function newGroup(client: Client, members: readonly string[] = []): Promise<string> {
  const reply = await client.send('POST', '/Groups', {
    displayName: `Race ${(serial += 1)}`,
    members: members.map(named),
  });
  expect(reply.status, reply.text).toBe(201);
  return reply.body.id;
}

const newUsers = (count: number) => fillUsers(watched.partition, count);

class Writer {
  readonly statuses = new Map<string, number>();
  readonly #client: Client;
  readonly #shared: Shared;
  readonly #random: Random;
  /** Its own users, and the groups that they are in. */
  readonly #own: Map<string, Set<string>>;

  constructor(number: number, client: Client, shared: Shared, own: readonly string[]) {
    this.#client = client;
    this.#shared = shared;
    this.#random = randomFrom(number + 1);
    this.#own = new Map(own.map((id) => [id, new Set()]));
  }

  async step(): Promise<void> {
    const random = this.#random;
    const kind = random(40);
    if (kind < 14) return this.#changeOwn(1 + random(3));
    if (kind < 16) return this.#changeOwn(many);
    if (kind < 28) return this.#changeShared();
    if (kind < 31) return this.#replace();
    if (kind < 35) return this.#deleteUser();
    if (kind < 38) return this.#deleteOwn();
    return this.#deleteGroup();
  }

  /** Adds some of its own users to a group, or removes them from it. */
  async #changeOwn(count: number): Promise<void> {
    const group = pick(this.#random, this.#shared.groups.slice(0, kept));
    const from = this.#random(this.#own.size);
    const users = [...this.#own.keys(), ...this.#own.keys()].slice(
      from,
      from + Math.min(count, this.#own.size),
    );
    const op = this.#random(5) < 3 ? 'add' : 'remove';
    const reply = await this.#change(group, op, users);
    // Whether the group is gone is told by it, and nobody is a member of it then.
    for (const user of users)
      if (op === 'add' && reply.status === 200) this.#own.get(user)?.add(group);
      else this.#own.get(user)?.delete(group);
    this.#note(reply, [200, 404]);
  }

  /** The same of users whom others change as well: one may be gone, which changes nothing. */
  async #changeShared(): Promise<void> {
    const { users, groups } = this.#shared;
    const some = new Set(Array.from({ length: 1 + this.#random(3) }, () => pick(this.#random, users)));
    const op = this.#random(2) === 0 ? 'add' : 'remove';
    this.#note(await this.#change(pick(this.#random, groups), op, [...some]), [200, 400, 404]);
  }

  async #replace(): Promise<void> {
    const { users, groups } = this.#shared;
    const group = pick(this.#random, groups.slice(kept));
    const members = users.filter(() => this.#random(2) === 0);
    this.#note(await this.#change(group, 'replace', members), [200, 400, 404]);
  }

  #change(group: string, op: string, users: readonly string[]): Promise<Reply> {
    const body = patch({ op, path: 'members', value: users.map(named) });
    return this.#client.send('PATCH', path(group), body);
  }

  async #deleteUser(): Promise<void> {
    const place = this.#random(this.#shared.users.length);
    const reply = await this.#client.send('DELETE', `/Users/${this.#shared.users[place] ?? ''}`);
    this.#note(reply, [204, 404]);
    const [fresh] = reply.status === 204 ? await newUsers(1) : [];
    if (fresh !== undefined) this.#shared.users[place] = fresh;
  }

  async #deleteOwn(): Promise<void> {
    const user = pick(this.#random, [...this.#own.keys()]);
    this.#note(await this.#client.send('DELETE', `/Users/${user}`), [204]);
    this.#own.delete(user);
    for (const fresh of await newUsers(1)) this.#own.set(fresh, new Set());
  }

  async #deleteGroup(): Promise<void> {
    const place = this.#random(this.#shared.groups.length);
    const group = this.#shared.groups[place] ?? '';
    const reply = await this.#client.send('DELETE', `/Groups/${group}`);
    this.#note(reply, [204, 404]);
    if (reply.status !== 204) return;
    // Also inside of another group.
    this.#shared.groups[place] = await newGroup(this.#client);
    const outer = pick(this.#random, this.#shared.groups);
    this.#note(await this.#change(outer, 'add', [this.#shared.groups[place]]), [200, 400, 404]);
  }

  #note({ status, text }: Reply, expected: readonly number[]): void {
    expect(expected, text).toContain(status);
    this.statuses.set(String(status), (this.statuses.get(String(status)) ?? 0) + 1);
  }

  /** The memberships of its own users in groups that are there still, as `user group`. */
  memberships(groups: ReadonlySet<string>): readonly string[] {
    return [...this.#own].flatMap(([user, own]) =>
      [...own].filter((group) => groups.has(group)).map((group) => `${user} ${group}`),
    );
  }

  owns(user: string): boolean {
    return this.#own.has(user);
  }
}

test(
  'leave nobody in a group who is gone, and everybody who was acknowledged',
  { timeout: 3_600_000 },
  async () => {
    const shared: Shared = { users: [...(await newUsers(24))], groups: [] };
    for (let n = 0; n < kept + wild; n += 1) shared.groups.push(await newGroup(watched.client));
    const own = await newUsers(writers * (many + 5));
    const all = Array.from({ length: writers }, (_, n) => {
      const { client } = n % 2 === 0 ? watched : other;
      return new Writer(n, client, shared, own.slice(n * (many + 5), (n + 1) * (many + 5)));
    });
    await Promise.all(
      all.map(async (writer) => {
        for (let round = 0; round < rounds && performance.now() < ends; round += 1) await writer.step();
      }),
    );
    const statuses = Map.groupBy(
      all.flatMap((writer) => [...writer.statuses]),
      ([status]) => status,
    );
    console.log(
      Object.fromEntries(
        [...statuses].map(([status, of]) => [status, of.reduce((sum, [, n]) => sum + n, 0)]),
      ),
    );
    await tidyGroups(watched.partition, Date.now());
    await expectClean(watched.partition);
    const members: string[] = [];
    for (const group of shared.groups) {
      const { body } = await watched.client.send('GET', `/Groups/${group}`);
      members.push(...valuesIn(body.members).map((user) => `${user} ${group}`));
    }
    const expected = all.flatMap((writer) => writer.memberships(new Set(shared.groups)));
    const found = members.filter((each) =>
      all.some((writer) => writer.owns(each.slice(0, each.indexOf(' ')))),
    );
    expect(found.toSorted()).toEqual(expected.toSorted());
  },
);
