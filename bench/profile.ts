/**
 * A CPU profile of the hot path under load, in this process: written to `profile.cpuprofile`, which browsers and editors
 * open, and summed up by package, room and function of the source.
 *
 *     npm run profile -- [--only <regular expression>] [--seconds <of each operation>]
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { painter, wantsColour } from '../cli/entra/table.ts';
import { newKeys } from '../cli/settings.ts';
import { runBatch } from './measure/batch.ts';
import type { Side } from './measure/compare.ts';
import { startParties } from './measure/parties.ts';
import { operations } from './operations/all.ts';
import { placesOf } from './profile/places.ts';
import { record } from './profile/record.ts';
import { selfTimes } from './profile/selfTimes.ts';
import { profileTables } from './profile/tables.ts';
import { population } from './storage/population.ts';
import { bundle } from './ways/inProcess.ts';

const concurrency = 8;
const requestsAtOnce = 100;
const warmingSeconds = 2;

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '^(GET by id|filter userName|PATCH|POST)$' },
    seconds: { type: 'string', default: '6' },
  },
});
const seconds = Number(values.seconds);
const chosen = operations.filter(({ name }) => new RegExp(values.only, 'i').test(name));

const parties = await startParties(population(1, 1_000), newKeys());
try {
  const loads = [];
  for (const operation of chosen) {
    const { service } = await parties.pair(operation, 'in-process');
    await load(service, Math.min(warmingSeconds, seconds));
    loads.push({ name: operation.name, run: () => load(service, seconds) });
  }
  const recorded = await record(loads);
  await writeFile(join(import.meta.dirname, 'profile.cpuprofile'), JSON.stringify(recorded.profile));
  const paint = painter(wantsColour(process.stdout, process.env.NO_COLOR));
  const names = recorded.stretches.map(({ name }) => name);
  process.stdout.write(`${profileTables(selfTimes(recorded, placesOf(bundle)), names, paint)}\n`);
  process.stderr.write('Written: bench/profile.cpuprofile\n');
} finally {
  await parties.close();
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
