/**
 * CPU profiles of the hot path under load, in this process: written to `<operation>.cpuprofile`, which browsers and editors
 * open, and summed up by package and folder of the source.
 *
 *     npm run profile -- [--only <regular expression>] [--seconds <of each operation>]
 */
import { writeFile } from 'node:fs/promises';
import { Session } from 'node:inspector/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { newKeys } from '../cli/settings.ts';
import { runBatch } from './measure/batch.ts';
import type { Side } from './measure/compare.ts';
import { startParties } from './measure/parties.ts';
import { sum } from './measure/statistics.ts';
import { operations } from './operations/all.ts';
import { busyRooms, roomsOf, type Room } from './profile/rooms.ts';
import { figureTable } from './report/figureTable.ts';
import { population } from './storage/population.ts';
import { bundle } from './ways/inProcess.ts';

const concurrency = 8;
const requestsAtOnce = 100;
const warmingSeconds = 2;

/** Microseconds between two samples. */
const interval = 200;

/** Microseconds of a request below which a room gets no line. */
const least = 5;

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '^(GET by id|filter userName|PATCH|POST)$' },
    seconds: { type: 'string', default: '6' },
  },
});
const seconds = Number(values.seconds);
const chosen = operations.filter(({ name }) => new RegExp(values.only, 'i').test(name));
const names = chosen.map(({ name }) => name);

const session = new Session();
session.connect();
const roomOf = roomsOf(dirname(bundle));
const parties = await startParties(population(1, 1_000), newKeys());
try {
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval });
  const profiled = [];
  for (const operation of chosen) {
    const { service } = await parties.pair(operation, 'in-process');
    profiled.push(await profile(operation.name, service));
  }
  const byOwner = timesBy(profiled, ({ owner }) => owner);
  const byRoom = timesBy(profiled, ({ owner, name }) => name || `(${owner})`);
  const rows = byRoom.filter(({ times }) => sum(times) >= least);
  process.stdout.write(`${figureTable(['whose code, µs a request', ...names], byOwner.map(shown))}\n\n`);
  process.stdout.write(`${figureTable(['folder or package', ...names], rows.map(shown))}\n`);
} finally {
  await parties.close();
}

interface Profiled {
  /** A room for each sample. */
  readonly rooms: readonly Room[];
  /** Microseconds of this thread's processor time for a request. */
  readonly cpu: number;
}

async function profile(name: string, side: Side): Promise<Profiled> {
  await load(side, Math.min(warmingSeconds, seconds));
  await session.post('Profiler.start');
  const before = process.threadCpuUsage();
  const requests = await load(side, seconds);
  const { user, system } = process.threadCpuUsage(before);
  const { profile } = await session.post('Profiler.stop');
  const file = `${name.replaceAll(' ', '-')}.cpuprofile`;
  await writeFile(join(import.meta.dirname, file), JSON.stringify(profile));
  process.stderr.write(`Written: bench/${file}\n`);
  return { rooms: busyRooms(profile, roomOf), cpu: (user + system) / requests };
}

/** Makes requests for so many seconds, and gives how many. */
async function load(side: Side, forSeconds: number): Promise<number> {
  const end = performance.now() + forSeconds * 1_000;
  let requests = 0;
  while (performance.now() < end) {
    await runBatch(await side(requestsAtOnce), concurrency);
    requests += requestsAtOnce;
  }
  return requests;
}

/**
 * The self time of what `keyOf` names alike, the longest first: its part of the samples, of the processor time that was
 * used. The time between two samples says nothing on a machine where others run too.
 */
function timesBy(profiled: readonly Profiled[], keyOf: (room: Room) => string) {
  const keys = new Set(profiled.flatMap(({ rooms }) => rooms.map(keyOf)));
  return Array.from(keys, (key) => ({
    key,
    times: profiled.map(
      ({ rooms, cpu }) => (rooms.filter((room) => keyOf(room) === key).length / rooms.length) * cpu,
    ),
  })).toSorted((left, right) => sum(right.times) - sum(left.times));
}

function shown({ key, times }: ReturnType<typeof timesBy>[number]): readonly string[] {
  return [key, ...times.map((time) => time.toFixed(1))];
}
