/**
 * Provisions many sample people and groups into the local service as Entra would, and compares: an initial cycle that is killed again
 * and again, a second one that sends nothing, and one after changes.
 *
 *   npm run bench:entra -- --users 10000 --groups 200 --kills 20
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { objectOr, type JsonObject } from '../cli/entra/json.ts';
import { randomFrom } from '../cli/entra/source/sample/random.ts';
import { sampleDirectory } from '../cli/entra/source/sample/sample.ts';
import { writeSource } from '../cli/entra/source/write.ts';
import type { Directory, Entry } from '../cli/entra/source/entry.ts';
import { startServiceProcess } from '../test/support/serviceProcess.ts';

const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '10000' },
    groups: { type: 'string', default: '200' },
    kills: { type: 'string', default: '20' },
    rate: { type: 'string', default: '1000' },
  },
});
const [users, groups, kills] = [Number(values.users), Number(values.groups), Number(values.kills)];
const cli = join(import.meta.dirname, '../dist/cli.js');
const folder = await mkdtemp(join(tmpdir(), 'bench-entra-'));
const random = randomFrom('bench');

/** In memory. */
const service = await startServiceProcess();

function startEntra(command: string, source: string, state: string, ...more: readonly string[]) {
  const words = [
    ...['entra', command, '--json', '--tenant-url', service.tenantUrl, '--rate', values.rate],
    ...['--source', join(folder, source), '--state', join(folder, state), ...more],
  ];
  return spawn(process.execPath, [cli, ...words], {
    env: { ...process.env, SCIM_TOKEN: service.token },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Runs a command to its end, and gives what it printed. */
async function entra(
  command: string,
  source: string,
  state: string,
  ...more: readonly string[]
): Promise<JsonObject> {
  const child = startEntra(command, source, state, ...more);
  child.stderr.pipe(process.stderr);
  const printed = await text(child.stdout);
  return printed === '' ? {} : objectOr(JSON.parse(printed));
}

/** A day later: 5 % have changed, 1 % may not sign in, 1 % are deleted, and a group in five has other members. */
function nextDay(directory: Directory): Directory {
  const [changed, blocked, deleted] = [0.05, 0.01, 0.01];
  const gone = new Set<string>();
  const later = directory.users.flatMap((user): readonly Entry[] => {
    const draw = random.below(1_000_000) / 1_000_000;
    if (draw < deleted) {
      gone.add(user.objectId);
      return [];
    }
    if (draw < deleted + blocked) return [withAttribute(user, 'accountEnabled', false)];
    if (draw < deleted + blocked + changed) return [withAttribute(user, 'department', 'Elsewhere')];
    return [user];
  });
  const ids = later.map(({ objectId }) => objectId);
  const regrouped = directory.groups.map((group) => {
    const members = [group.attributes.get('members') ?? []].flat().filter((id) => !gone.has(String(id)));
    const joined = random.chance(0.2) && ids.length > 0 ? [random.pick(ids)] : [];
    return withAttribute(group, 'members', [...new Set([...members.map(String), ...joined])]);
  });
  return { users: later, groups: regrouped, assignments: directory.assignments };
}

function withAttribute(entry: Entry, name: string, value: string | boolean | readonly string[]): Entry {
  return { ...entry, attributes: new Map([...entry.attributes, [name, value]]) };
}

const failures: string[] = [];
function report(what: string, result: JsonObject, isRight: boolean): void {
  if (!isRight) failures.push(what);
  const { requests, counts, differences, ...others } = result;
  const found = Array.isArray(differences)
    ? { ...others, differences: differences.length }
    : { counts, requests };
  process.stdout.write(`${isRight ? '✔' : '✘'} ${what}: ${JSON.stringify(found)}\n`);
}

/** @param mostWrites limit of the writes; none by default. */
async function cycle(what: string, source: string, state: string, mostWrites = Infinity): Promise<void> {
  const started = performance.now();
  const result = await entra('cycle', source, state);
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  const done = Object.values(objectOr(result.counts)).reduce<number>((sum, count) => sum + Number(count), 0);
  const { result: ended } = objectOr(result.cycle);
  report(`${what}, ${seconds} s`, result, ended === 'Succeeded' && done <= mostWrites);
}

async function compare(what: string, source: string, state: string): Promise<void> {
  const result = await entra('verify', source, state);
  report(what, result, Array.isArray(result.differences) && result.differences.length === 0);
}

/** Kills the cycle at random moments until it has been killed often enough; then it runs to its end. */
async function killed(source: string, state: string): Promise<void> {
  for (let kill = 0; kill < kills; kill += 1) {
    const child = startEntra('cycle', source, state);
    const closed = once(child, 'close');
    // The first line of output: the cycle has begun.
    await Promise.race([closed, once(child.stderr, 'data')]);
    await Promise.race([closed, sleep(random.below(6_000))]);
    child.kill('SIGKILL');
    await closed;
  }
}

try {
  const first = sampleDirectory({ users, groups, seed: 'bench' });
  await writeSource(join(folder, 'first'), first);
  await killed('first', 'job');
  await cycle(
    `initial cycle of ${users} people and ${groups} groups, killed ${kills} times before`,
    'first',
    'job',
  );
  await compare('everybody compared', 'first', 'job');
  await cycle('a second cycle at once sends nothing', 'first', 'job', 0);
  const second = nextDay(first);
  await writeSource(join(folder, 'second'), second);
  await cycle('the next day', 'second', 'job');
  await compare('everybody compared', 'second', 'job');
  await cycle('another cycle at once sends nothing', 'second', 'job', 0);
} finally {
  await service.kill();
  await rm(folder, { recursive: true });
}
process.exitCode = failures.length > 0 ? 1 : 0;
