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
 * `SHARD=2/8 npm run test:faults` takes the second eighth of that.
 */
const all = process.env.MODE === 'all';
const count = all ? 5_000 : 110;

const [shard = 1, shards = 1] = (process.env.SHARD ?? '').split('/').map((n) => Number(n) || undefined);

/** Scenarios at a time: most of them wait. */
const lanes = all ? 4 : 12;

/** Readers that never pause take most of the time of the machine. */
const readPauseMs = all ? 250 : 50;

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
  readonly calls: readonly string[];
  readonly fault: Treatment;
  /** Whether the calls fail once, or the first of them and all that follow it: the process has ended. */
  readonly lasting: boolean;
  /** Whether the client sends it again; if not, maintenance finds what is left. */
  readonly again: boolean;
}

const half = (n: 0 | 1) => ids.filter((_, i) => i % 2 === n);

/** The members before and after the change, and what asks for it. */
function changeOf(kind: Kind) {
  const [before, after] = kind === 'add' ? [[], ids] : [half(0), half(1)];
  return { before, after, body: patch({ op: kind, path: 'members', value: after.map(named) }) };
}

/** @returns the calls that were made, and the answer's status. */
async function run({ kind, calls, fault, lasting, again }: Scenario) {
  const { before, after, body } = changeOf(kind);
  const { id } = await fillGroup(watched.partition, `Group ${(serial += 1)}`, before);
  const path = `/Groups/${id}?excludedAttributes=members`;
  const naming = new CallNames();
  treatments.set(id, (call) => {
    const name = naming.next(call);
    return calls.includes(name) || (lasting && calls.some((call) => naming.seen.includes(call)))
      ? fault
      : 'pass';
  });
  const watch = watchMembers(readers.client, id, [before, after], readPauseMs);
  const { status } = await watched.client.send('PATCH', path, body);
  treatments.delete(id);
  const where = `${kind}: ${fault} at ${calls.join()}${lasting ? ' and from then on' : ''}: ${status}`;
  const shown = valuesIn((await readers.client.send('GET', `/Groups/${id}`)).body.members);
  const isMade = shown.length === after.length && shown[0] === after.toSorted()[0];
  expect(shown, where).toEqual((isMade ? after : before).toSorted());
  expect([status, isMade], where).toEqual(isMade ? [200, true] : [503, false]);
  if (again) expect(await sentAgain(path, body), where).toBe(200);
  await watch.end(where);
  if (again)
    expect(valuesIn((await readers.client.send('GET', `/Groups/${id}`)).body.members)).toEqual(
      after.toSorted(),
    );
  return { calls: naming.seen, isMade };
}

/** The client sends it again: 5,000 members can take a busy machine longer than a request may, so that it does so some times. */
async function sentAgain(path: string, body: object): Promise<number> {
  for (let tries = 1; ; tries += 1) {
    const { status } = await watched.client.send('PATCH', path, body);
    if (status !== 503 || tries === (all ? 5 : 1)) return status;
  }
}

/** On a busy machine a request can end by its deadline before the call that is meant: that says nothing, and is made again. */
async function runUntilMeant(scenario: Scenario): Promise<boolean> {
  for (let tries = 1; ; tries += 1) {
    const { calls, isMade } = await run(scenario);
    if (scenario.calls.every((call) => calls.includes(call))) return isMade;
    expect(tries, `${JSON.stringify(scenario)} was never reached`).toBeLessThan(5);
  }
}

/** Every transaction, or of each kind the first, one in the middle and the last. */
function chosen(calls: readonly string[]): readonly string[] {
  const transactions = calls.filter((call) => /^(commit|part|plan|members) /.test(call));
  if (all) return transactions;
  return [...Map.groupBy(transactions, (call) => call.split(' ')[0]).values()].flatMap((ofKind) => [
    ...new Set([0, Math.floor(ofKind.length / 2), ofKind.length - 1].map((n) => ofKind[n] ?? '')),
  ]);
}

/** What can become of the storage calls of a change. Replacing goes the same way as adding. */
async function plan(kind: Kind): Promise<readonly Scenario[]> {
  const { calls } = await run({ kind, calls: [], fault: 'pass', lasting: false, again: true });
  const made = chosen(calls);
  expect(made.length).toBeGreaterThan(7);
  const reads = [...new Set(calls.filter((call) => call.startsWith('GET ') && call.endsWith(' 1')))];
  const ends = [...made, ...reads].map((call, n) => {
    return { kind, calls: [call], fault: 'cut', lasting: true, again: !all || n % 10 === 0 } as const;
  });
  const every = (step: number, first: number) => made.filter((_, n) => n % step === first);
  const once = { kind, lasting: false, again: true } as const;
  if (all)
    return [
      ...ends.filter((_, n) => kind === 'add' || n % 10 === 0),
      // A call whose answer is lost is repeated: that says nothing about the next one, so that several may be in one run.
      ...Array.from({ length: 10 }, (_, n) => ({ ...once, calls: every(10, n), fault: 'lose' }) as const),
      ...Array.from({ length: 10 }, (_, n) => {
        return { ...once, calls: every(10, n), fault: 'doneAndTimeOutInside' } as const;
      }),
    ];
  const faults = [
    ...ends,
    ...every(3, 0).map((call) => ({ ...once, calls: [call], fault: 'lose' }) as const),
    ...made
      .filter((call) => call.startsWith('commit'))
      .map((call) => ({ ...once, calls: [call], fault: 'doneAndTimeOutInside' }) as const),
  ];
  return faults.filter((_, n) => kind === 'add' || n % 4 === 0);
}

test(
  'is seen whole or not at all, whatever becomes of its storage calls',
  { timeout: 7_200_000 },
  async () => {
    const planned = [...(await plan('add')), ...(await plan('replace'))];
    const taken = planned.filter((_, n) => n % shards === shard - 1);
    let left = taken.length;
    const results = await inParallel(taken, lanes, async (scenario) => {
      const isMade = await runUntilMeant(scenario);
      left -= 1;
      if (all && left % 20 === 0) process.stderr.write(`${left} to go\n`);
      return { scenario, isMade };
    });
    // What fails once is repeated. A process that ends before the commit leaves nothing, one that ends after it everything.
    for (const { scenario, isMade } of results) {
      const { calls, lasting } = scenario;
      expect(isMade, JSON.stringify(scenario)).toBe(!lasting || /^part |^GET p /.test(calls.join()));
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
test.each(all ? (shard === 1 ? kills : []) : kills.slice(0, 2))(
  'killed at %s (%s), its process leaves all of it or nothing, and another one goes on',
  { timeout: 120_000 },
  async (fatal, fate) => {
    const { before, after, body } = changeOf('replace');
    const { id } = await fillGroup(watched.partition, `Group ${(serial += 1)}`, before);
    const own = await watched.anotherProcess();
    const naming = new CallNames();
    own.proxy.treat(async (call) => {
      if (naming.next(call) !== fatal) return 'pass';
      await own.service.kill();
      return fate;
    });
    const watch = watchMembers(readers.client, id, [before, after], readPauseMs);
    const path = `/Groups/${id}?excludedAttributes=members`;
    await expect(own.client.send('PATCH', path, body)).rejects.toThrow();
    await own.proxy.ended();
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
