import { afterAll, beforeAll, expect, test } from 'vitest';
import { tidyGroups } from '../../shared/store/groups/tidyGroups.ts';
import { inParallel } from '../../shared/store/inParallel.ts';
import { startWatchedService, type WatchedService } from '../support/faultyService.ts';
import { fillGroup, fillUsers } from '../support/filledGroup.ts';
import { expectClean } from '../support/fsck.ts';
import { CallNames } from '../support/groupCalls.ts';
import { named, valuesIn } from '../support/groups.ts';
import { patch } from '../support/people.ts';
import type { StorageCall, Treatment } from '../support/storageProxy.ts';
import { watchMembers } from '../support/watchMembers.ts';

/**
 * A change of members that no transaction could hold, while others read: the process that makes it ends at one of its storage
 * calls, or storage has a fault there.
 *
 * `npm test` takes some of the calls of a small one, `npm run test:faults` each transaction of a change of 5,000 members.
 */
const all = process.env.MODE === 'all';
const count = all ? 5_000 : 160;

/** Scenarios at a time: most of them wait. */
const lanes = all ? 4 : 12;

let watched: WatchedService;
/** Another process: what it reads is not disturbed. */
let readers: WatchedService;
let ids: readonly string[];
let serial = 0;

/** By group, so that several scenarios can go on at a time. */
const treatments = new Map<string, (call: StorageCall) => Treatment>();

beforeAll(async () => {
  watched = await startWatchedService();
  readers = await watched.another();
  ids = await fillUsers(watched.partition, count, true);
  watched.proxy.treat((call) => {
    const group = [...treatments.keys()].find((id) => call.url.includes(id) || call.body.includes(id));
    return (group === undefined ? undefined : treatments.get(group)?.(call)) ?? 'pass';
  });
}, 120_000);
afterAll(async () => {
  await readers.stop();
  await watched.stop();
});

type Kind = 'add' | 'replace';

interface Scenario {
  readonly kind: Kind;
  /** What kind of call, and the how manyeth of its kind; empty for a run without a fault. */
  readonly call: string;
  readonly fault: Treatment;
  /** Whether the call fails once, or it and all that follow it: the process has ended. */
  readonly lasting: boolean;
}

const half = (n: 0 | 1) => ids.filter((_, i) => i % 2 === n);

/** The members before and after the change, and what asks for it. */
function changeOf(kind: Kind) {
  const [before, after] = kind === 'add' ? [[], ids] : [half(0), half(1)];
  return { before, after, body: patch({ op: kind, path: 'members', value: after.map(named) }) };
}

/** @returns the calls that were made, and the answer's status. */
async function run({ kind, call: meant, fault, lasting }: Scenario) {
  const { before, after, body } = changeOf(kind);
  const { id } = await fillGroup(watched.partition, `Group ${(serial += 1)}`, before);
  const path = `/Groups/${id}?excludedAttributes=members`;
  const naming = new CallNames();
  treatments.set(id, (call) => {
    const name = naming.next(call);
    return name === meant || (lasting && naming.seen.includes(meant)) ? fault : 'pass';
  });
  const watch = watchMembers(readers.client, id, [before, after]);
  const { status } = await watched.client.send('PATCH', path, body);
  treatments.delete(id);
  const where = `${kind}: ${fault} at ${meant}${lasting ? ' and from then on' : ''}: ${status}`;
  const shown = valuesIn((await readers.client.send('GET', `/Groups/${id}`)).body.members);
  const isMade = shown.length === after.length && shown[0] === after.toSorted()[0];
  expect(shown, where).toEqual((isMade ? after : before).toSorted());
  expect([status, isMade], where).toEqual(isMade ? [200, true] : [503, false]);
  // The client sends it again.
  expect((await watched.client.send('PATCH', path, body)).status, where).toBe(200);
  await watch.end(where);
  expect(valuesIn((await readers.client.send('GET', `/Groups/${id}`)).body.members)).toEqual(
    after.toSorted(),
  );
  return { calls: naming.seen, isMade };
}

/** Every transaction, or of each kind the first, one in the middle and the last. */
function chosen(calls: readonly string[]): readonly string[] {
  const transactions = calls.filter((call) => /^(commit|part|plan|members) /.test(call));
  if (all) return transactions;
  return [...Map.groupBy(transactions, (call) => call.split(' ')[0]).values()].flatMap((ofKind) => [
    ...new Set([0, Math.floor(ofKind.length / 2), ofKind.length - 1].map((n) => ofKind[n] ?? '')),
  ]);
}

test(
  'is seen whole or not at all, whatever becomes of its storage calls',
  { timeout: 7_200_000 },
  async () => {
    const planned: Scenario[] = [];
    for (const kind of ['add', 'replace'] as const) {
      const { calls } = await run({ kind, call: '', fault: 'pass', lasting: false });
      const made = chosen(calls);
      const reads = [...new Set(calls.filter((call) => call.startsWith('GET ') && call.endsWith(' 1')))];
      expect(made.length).toBeGreaterThan(7);
      planned.push(
        ...[...made, ...reads].map((call) => ({ kind, call, fault: 'cut', lasting: true }) as const),
        ...made
          .filter((_, n) => all || n % 3 === 0)
          .map((call) => ({ kind, call, fault: 'lose', lasting: false }) as const),
        ...made
          .filter((call, n) => call.startsWith('commit') || (all && n % 10 === 0))
          .map((call) => ({ kind, call, fault: 'doneAndTimeOutInside', lasting: false }) as const),
      );
    }
    // Replacing goes the same way as adding.
    const taken = planned.filter(({ kind }, n) => kind === 'add' || n % (all ? 10 : 4) === 0);
    let left = taken.length;
    const results = await inParallel(taken, lanes, async (scenario) => {
      const { isMade } = await run(scenario);
      left -= 1;
      if (all && left % 20 === 0) process.stderr.write(`${left} to go\n`);
      return { scenario, isMade };
    });
    // What fails once is repeated. A process that ends before the commit leaves nothing, one that ends after it everything.
    for (const { scenario, isMade } of results) {
      const { call, lasting } = scenario;
      expect(isMade, JSON.stringify(scenario)).toBe(!lasting || /^part |^GET p /.test(call));
    }
    console.log(`${taken.length} scenarios of ${planned.length}`);
  },
);

// What storage has carried out by then, and what it never hears of.
const kills = [
  ['commit 1', 'pass'],
  ['part 3', 'hang'],
  ['members 2', 'pass'],
  ['commit 1', 'hang'],
] as const;
test.each(all ? kills : kills.slice(0, 2))(
  'killed at %s (%s), its process leaves all of it or nothing, and another one goes on',
  { timeout: 120_000 },
  async (fatal, fate) => {
    const { before, after, body } = changeOf('replace');
    const { id } = await fillGroup(watched.partition, `Group ${(serial += 1)}`, before);
    const own = await watched.another();
    const naming = new CallNames();
    own.proxy.treat(async (call) => {
      if (naming.next(call) !== fatal) return 'pass';
      await own.service.kill();
      return fate;
    });
    const watch = watchMembers(readers.client, id, [before, after]);
    const path = `/Groups/${id}?excludedAttributes=members`;
    await expect(own.client.send('PATCH', path, body)).rejects.toThrow();
    await own.stop();
    const shown = valuesIn((await readers.client.send('GET', `/Groups/${id}`)).body.members);
    const isMade = fatal.startsWith('part') || (fatal === 'commit 1' && fate === 'pass');
    expect(shown).toEqual((isMade ? after : before).toSorted());
    // Somebody else's small change finds what was left, and is not lost.
    const [one = ''] = after;
    const small = patch({ op: 'remove', path: `members[value eq "${one}"]` });
    expect((await readers.client.send('PATCH', path, small)).status).toBe(200);
    await watch.end(`${fatal} ${fate}`, [(isMade ? after : before).filter((each) => each !== one)]);
  },
);

test(
  'leaves nothing behind that contradicts itself, once maintenance has been there',
  { timeout: 600_000 },
  async () => {
    await expectClean(watched.partition, { unfinishedAfterMs: 3_600_000 });
    await tidyGroups(watched.partition, Date.now() + 2 * 3_600_000);
    await expectClean(watched.partition);
  },
);
