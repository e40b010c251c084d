/**
 * How long a fresh process takes to its first answer, against an app with one empty function that is bundled and loaded
 * in the same way; and what the bundle is made of. `npm run bench:coldstart -- [samples]`, 15 of each by default.
 */
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { analyzeMetafile, build } from 'esbuild';
import { newKeys } from '../cli/settings.ts';
import { commonJs, functionsBundle } from '../scripts/bundle.ts';
import { sample, type FirstRequest, type Sample } from './coldstart/sample.ts';
import { median } from './measure/statistics.ts';
import { idOf } from './people.ts';
import { figureTable, marked } from './report/figureTable.ts';
import { enableTenants, serviceSettings } from './scene.ts';
import { population } from './storage/population.ts';
import { startFilledStorage } from './storage/start.ts';
import { bundle } from './ways/inProcess.ts';

const samples = Number(process.argv[2] ?? 15);
if (!Number.isInteger(samples) || samples < 1)
  throw new Error('The number of samples must be a whole number.');

/** Bytes that every cold start may read. */
const maxBundle = 1_000_000;

/** Lines of the list of what is in the bundle. */
const contentLines = 25;

interface Kind {
  readonly name: string;
  /** Bar, as a multiple of the empty app's time. */
  readonly bar?: number;
  readonly request: FirstRequest;
  readonly taken: Sample[];
}

const folder = await mkdtemp(join(tmpdir(), 'uniflow-scim-coldstart-'));
try {
  await build({
    ...{ ...commonJs, outdir: folder, sourcemap: false },
    entryPoints: ['empty', 'firstAnswer'].map((name) => join(import.meta.dirname, `coldstart/${name}.ts`)),
  });
  const kinds = await firstAnswers(join(folder, 'firstAnswer.cjs'), join(folder, 'empty.cjs'));
  const sizes = await bundleSizes();
  const { metafile } = await build({ ...functionsBundle, metafile: true, write: false, sourcemap: false });
  const contents = (await analyzeMetafile(metafile)).trim().split('\n').slice(0, contentLines).join('\n');
  process.stdout.write([answerTable(kinds), sizeTable(sizes), contents, ''].join('\n\n'));
  const answers = Object.fromEntries(kinds.map(({ name, taken }) => [name, taken]));
  const results = JSON.stringify({ answers, sizes: Object.fromEntries(sizes) }, null, 2);
  await writeFile(join(import.meta.dirname, 'coldstart.json'), `${results}\n`);
} finally {
  await rm(folder, { recursive: true });
}

/** The samples of each kind of first answer, taken in turns; the empty app's come first. */
async function firstAnswers(program: string, empty: string): Promise<readonly Kind[]> {
  const keys = newKeys();
  const people = population(1, 200);
  const [tenant = ''] = people.tenants;
  const storage = await startFilledStorage(people, keys);
  try {
    const settings = serviceSettings(storage.connectionString, keys);
    const { tokens } = await enableTenants(people, storage.connectionString);
    const id = idOf(1);
    const url = `https://bench.example.com/scim/${tenant}/Users/${id}`;
    const read = { bundle, functionName: 'getUser', url, tenant, id, token: tokens.get(tenant), status: 200 };
    const ofEmpty = { ...read, bundle: empty, functionName: 'empty', token: undefined };
    const kinds: readonly Kind[] = [
      { name: 'an app with one empty function', request: ofEmpty, taken: [] },
      {
        ...{ name: 'without token, no storage: 401', bar: 1.5, taken: [] },
        request: { ...read, token: undefined, status: 401 },
      },
      { name: 'a user, with token: 200', bar: 2.2, request: read, taken: [] },
    ];
    // The first round warms the disk's cache, and notes that the credential is in use.
    for (let round = 0; round <= samples; round += 1) {
      for (const { request, taken } of kinds) {
        const found = await sample(program, request, settings);
        if (round > 0) taken.push(found);
      }
    }
    return kinds;
  } finally {
    await storage.close();
  }
}

function answerTable(kinds: readonly Kind[]): string {
  const medians = kinds.map(({ taken }) => ({
    time: median(taken.map(({ milliseconds }) => milliseconds)),
    loading: median(taken.map(({ loading }) => loading)),
    cpu: median(taken.map(({ cpuMilliseconds }) => cpuMilliseconds)),
  }));
  const [empty = { time: 0, loading: 0, cpu: 0 }] = medians;
  const rows = kinds.map(({ name, bar }, i) => {
    const { time, loading, cpu } = medians[i] ?? empty;
    const ratio = time / empty.time;
    return [
      ...[name, time.toFixed(1), ratio.toFixed(2)],
      ...(bar === undefined ? ['', ''] : [bar.toFixed(1), marked(ratio <= bar)]),
      ...[loading.toFixed(1), cpu.toFixed(1), (cpu / empty.cpu).toFixed(2)],
    ];
  });
  const titles = ['ms', 'to empty', 'at most', '', 'loading', 'CPU ms', 'to empty'];
  return figureTable(['from process start to the answer', ...titles], rows);
}

/** Bytes by name: the bundle, and then the files beside it that are loaded when they are needed. */
async function bundleSizes(): Promise<ReadonlyMap<string, number>> {
  const main = basename(bundle);
  const late = (await readdir(dirname(bundle))).filter((name) => name.endsWith('.cjs') && name !== main);
  const names = [main, ...late.toSorted()];
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(dirname(bundle), name))).size));
  return new Map(names.map((name, i) => [name, sizes[i] ?? 0]));
}

function sizeTable(sizes: ReadonlyMap<string, number>): string {
  const main = basename(bundle);
  const rows = Array.from(sizes, ([name, size]) => [
    ...[name, (size / 1_000).toFixed(0)],
    ...(name === main ? [maxBundle / 1_000, marked(size < maxBundle)] : ['', '']),
  ]);
  return figureTable(['in dist/', 'KB', 'at most', ''], rows);
}
