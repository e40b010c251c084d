/**
 * How long a fresh process takes to its first answer, against an app with one empty function that is bundled and loaded
 * in the same way; and what the bundle is made of. `npm run bench:coldstart -- [samples]`, 15 of each by default.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { painter, wantsColour } from '../cli/entra/table.ts';
import { newKeys } from '../cli/settings.ts';
import { buildApps, bytesByOrigin, sizesOf, type Apps } from './coldstart/apps.ts';
import { timeLoading } from './coldstart/timeLoading.ts';
import { contentsTable, firstAnswerTable, loadingTable, sizeTable } from './coldstart/tables.ts';
import { sample, type FirstRequest, type Sample } from './coldstart/sample.ts';
import { idOf } from './people.ts';
import { enableTenants, serviceSettings } from './scene.ts';
import { population } from './storage/population.ts';
import { startFilledStorage } from './storage/start.ts';
import { bundle } from './ways/inProcess.ts';

const samples = Number(process.argv[2] ?? 15);
if (!Number.isInteger(samples) || samples < 1)
  throw new Error('The number of samples must be a whole number.');

/** Loading makes no storage call. */
const anyStorage = 'UseDevelopmentStorage=true';

/** The samples of each kind of first answer, taken in turns. */
async function firstAnswers(
  { empty, firstAnswer }: Apps,
  settings: (connectionString: string) => Readonly<Record<string, string>>,
  keys: Readonly<Record<string, string>>,
): Promise<ReadonlyMap<string, readonly Sample[]>> {
  const people = population(1, 200);
  const [tenant = ''] = people.tenants;
  const storage = await startFilledStorage(people, keys);
  try {
    const { tokens } = await enableTenants(people, storage.connectionString);
    const id = idOf(1);
    const url = `https://bench.example.com/scim/${tenant}/Users/${id}`;
    const read = { bundle, functionName: 'getUser', url, tenant, id };
    const kinds: readonly (readonly [string, FirstRequest])[] = [
      ['empty', { ...read, bundle: empty, functionName: 'empty', token: undefined, status: 200 }],
      ['refused', { ...read, token: undefined, status: 401 }],
      ['read', { ...read, token: tokens.get(tenant), status: 200 }],
    ];
    const taken = new Map(kinds.map(([kind]): [string, Sample[]] => [kind, []]));
    // The first round warms the disk's cache, and notes that the credential is in use.
    for (let round = 0; round <= samples; round += 1) {
      for (const [kind, request] of kinds) {
        const found = await sample(firstAnswer, request, settings(storage.connectionString));
        if (round > 0) taken.get(kind)?.push(found);
      }
    }
    return taken;
  } finally {
    await storage.close();
  }
}

async function measure(folder: string) {
  const keys = newKeys();
  const settings = (connectionString: string) => serviceSettings(connectionString, keys);
  const apps = await buildApps(folder);
  const answers = await firstAnswers(apps, settings, keys);
  const loading = await timeLoading(bundle, apps.loading, samples, settings(anyStorage));
  return { answers, loading, bytes: await bytesByOrigin(), sizes: await sizesOf(bundle) };
}

const folder = await mkdtemp(join(tmpdir(), 'uniflow-scim-coldstart-'));
try {
  const { answers, loading, bytes, sizes } = await measure(folder);
  const paint = painter(wantsColour(process.stdout, process.env.NO_COLOR));
  const tables = [
    firstAnswerTable(answers, paint),
    sizeTable(sizes, paint),
    loadingTable(loading, paint),
    contentsTable(bytes, paint),
  ];
  process.stdout.write(`${tables.join('\n\n')}\n`);
  const results = { answers: Object.fromEntries(answers), sizes: Object.fromEntries(sizes), loading };
  const text = JSON.stringify({ ...results, bytes: Object.fromEntries(bytes) }, null, 2);
  await writeFile(join(import.meta.dirname, 'coldstart.json'), `${text}\n`);
} finally {
  await rm(folder, { recursive: true });
}
