/**
 * How fast the pure core is: filters, PATCH, validation and projection, without storage, network or platform; and how
 * the time grows with the size of the input. `npm run bench:pure -- [--quick]`. Writes `pure.json` beside this file.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { validating, validationGrowth } from './pure/bodies.ts';
import { compiling, evaluating, evaluationGrowth, parsing } from './pure/filters.ts';
import { measureGroup, type Figure, type Group, type Pace } from './pure/measure.ts';
import { patching, validPatching } from './pure/patches.ts';
import { projecting, projectionGrowth } from './pure/projections.ts';
import { figureTable, marked } from './report/figureTable.ts';

const pace: Pace = process.argv.includes('--quick') ? { rounds: 3, round: 50 } : { rounds: 11, round: 50 };

const groups = [
  ...[parsing, compiling, evaluating, evaluationGrowth, ...patching, validPatching],
  ...[validating, validationGrowth, projecting, projectionGrowth],
];

const results = groups.map((group) => {
  const figures = measureGroup(group, pace);
  process.stdout.write(`${groupTable(group, figures)}\n\n`);
  return { title: group.title, unit: group.unit, figures };
});
await writeFile(join(import.meta.dirname, 'pure.json'), `${JSON.stringify(results, null, 2)}\n`);

function groupTable({ title, unit, sizeUnit, cases }: Group, figures: readonly Figure[]): string {
  const grows = sizeUnit !== undefined;
  const barred = cases.some(({ bar }) => bar !== undefined);
  const titles = [title, ...(grows ? [sizeUnit] : []), `${unit}/s`, 'µs'];
  const rows = figures.map(({ name, size, perSecond, microseconds, growth, bar }) => [
    ...[name, ...(grows ? [whole(size)] : [])],
    ...[whole(perSecond), microseconds.toFixed(microseconds < 100 ? 2 : 0)],
    ...(grows ? [growth?.toFixed(2) ?? ''] : []),
    ...(barred ? [whole(bar), bar === undefined ? '' : marked(perSecond >= bar)] : []),
  ]);
  return figureTable([...titles, ...(grows ? ['for 2×'] : []), ...(barred ? ['at least', ''] : [])], rows);
}

function whole(value: number | undefined): string {
  return value === undefined ? '' : Math.round(value).toLocaleString('en');
}
