/**
 * The process of the bench's table server: Azurite as the command line runs it, with people in it before it listens. The
 * arguments are those of `tableServerProcess.ts`, and behind them the population as JSON.
 */
import { runTableServer } from '../../cli/host/tables/run.ts';
import { fill, rowsOf, type FilledRow } from './fillAtStart.ts';
import { readPopulation } from './population.ts';

const rows: FilledRow[] = [];
for await (const row of rowsOf(readPopulation(process.argv[5] ?? ''))) rows.push(row);
await runTableServer((database) => {
  fill(database, rows);
});
