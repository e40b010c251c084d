/**
 * How fast the pure core is: filters, PATCH, validation and projection, without storage, network or platform; and how
 * the time grows with the size of the input. `npm run bench:pure -- [--quick]`. Writes `pure.json` beside this file.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { painter, wantsColour } from '../cli/entra/table.ts';
import { validating, validationGrowth } from './pure/bodies.ts';
import { compiling, evaluating, evaluationGrowth, parsing } from './pure/filters.ts';
import { measureGroup, type Pace } from './pure/measure.ts';
import { patching, validPatching } from './pure/patches.ts';
import { projecting, projectionGrowth } from './pure/projections.ts';
import { groupTable } from './pure/groupTable.ts';

const pace: Pace = process.argv.includes('--quick') ? { rounds: 3, round: 50 } : { rounds: 11, round: 50 };

const groups = [
  ...[parsing, compiling, evaluating, evaluationGrowth, ...patching, validPatching],
  ...[validating, validationGrowth, projecting, projectionGrowth],
];

const paint = painter(wantsColour(process.stdout, process.env.NO_COLOR));
const results = groups.map((group) => {
  const figures = measureGroup(group, pace);
  process.stdout.write(`${groupTable(group, figures, paint)}\n\n`);
  return { title: group.title, unit: group.unit, figures };
});
await writeFile(join(import.meta.dirname, 'pure.json'), `${JSON.stringify(results, null, 2)}\n`);
