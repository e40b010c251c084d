/**
 * Measures the service against its floor, the same storage calls made by the SDK alone; prints tables, and writes
 * `results.json` beside this file. Absolute times are this machine's; ratios and numbers of calls are what counts.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import cliProgress from 'cli-progress';
import { newKeys } from '../cli/settings.ts';
import { measureCycle } from './measure/cycle.ts';
import { cellsOf, measure, type Measured } from './measure/measure.ts';
import { readOptions, type BenchOptions } from './options.ts';
import { paceOf } from './pace.ts';
import { growthOf } from './report/growth.ts';
import type { Results } from './report/results.ts';
import { tables } from './report/tables.ts';

/** Seconds of the initial cycle for each person, service and floor together, on two cores. */
const secondsForPerson = 0.02;

/** How far the run has come, on standard error: a bar at a terminal, and a line now and then elsewhere. */
const progress = new cliProgress.SingleBar({
  ...{ stream: process.stderr, barsize: 24 },
  format: process.stderr.isTTY ? '{bar} {percentage} %  {text}' : '{percentage} %  {text}',
  ...{ clearOnComplete: true, hideCursor: true, noTTYOutput: true, notTTYSchedule: 5_000 },
});

const options = readOptions(process.argv);
progress.start(100, 0, { text: '' });
try {
  const results = await run(options, (done, text) => {
    progress.update(Math.round(done * 100), { text });
  });
  progress.stop();
  process.stdout.write(tables(results));
  await writeFile(join(import.meta.dirname, 'results.json'), `${JSON.stringify(results, rounded, 2)}\n`);
  process.stderr.write('Written: bench/results.json\n');
} finally {
  progress.stop();
}

async function run(options: BenchOptions, show: (done: number, text: string) => void): Promise<Results> {
  const { only, populations, cyclePeople, seconds, groups } = options;
  const keys = newKeys();
  const ends = performance.now() + seconds * 1_000;
  const withCycle = !groups && only.test('initial cycle');
  // The cycle's time is fixed; the rest gets the remaining time, but not less than half.
  const cyclePart = withCycle ? Math.min(0.5, (cyclePeople * secondsForPerson) / seconds) : 0;
  const beforeCycle = 1 - cyclePart;
  const steps = populations
    .map((population) => ({ population, cells: cellsOf(population, only) }))
    .filter(({ cells }) => cells.length > 0);
  const pace = paceOf(steps, ends - seconds * 1_000 * cyclePart, (done, text) => {
    show(done * beforeCycle, text);
  });
  const measured: Measured[] = [];
  for (const { population, cells } of steps) measured.push(await measure(population, cells, keys, pace));
  const operations = measured.flatMap((each) => each.operations);
  const cpu = measured.flatMap((each) => each.cpu);
  const results = { operations, cpu, growth: growthOf(operations) };
  if (!withCycle) return results;
  const cycle = await measureCycle(cyclePeople, keys, (done) => {
    show(beforeCycle + done * cyclePart, `initial cycle of ${cyclePeople} people`);
  });
  return { ...results, cycle };
}

/** More digits would be noise. */
function rounded(_name: string, value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value * 10_000) / 10_000 : value;
}
