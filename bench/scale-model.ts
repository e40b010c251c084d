/**
 * What Entra's cycles of many tenants come to against the published targets of Table Storage: a simulation without any
 * I/O, the same on every machine. Rows and costs are the service's own; targets, latencies and the pace of Entra are
 * assumptions, each with its source beside it. `npm run bench:scale`; docs/scale.md says what it means.
 */
import { painter, wantsColour } from '../cli/entra/table.ts';
import { measureLayout } from './scale/costs.ts';
import { scenarioGroups } from './scale/scenarios.ts';
import { simulate } from './scale/simulate.ts';
import { layoutTables, outcomeTable } from './scale/tables.ts';

const countings = [
  ['entities', 'every entity counts one'],
  ['kibibytes', 'every KiB of an entity counts one'],
] as const;

const paint = painter(wantsColour(process.stdout, process.env.NO_COLOR));
const layout = await measureLayout();
process.stdout.write(`${layoutTables(layout, paint)}\n`);
for (const [counting, meaning] of countings) {
  process.stdout.write(`\n${paint('bold', meaning)}\n`);
  for (const { title, scenarios } of scenarioGroups) {
    const outcomes = scenarios.map((scenario) => {
      const outcome = simulate(scenario.jobs, layout.costs, { ...scenario.shape, counting });
      return [scenario, outcome] as const;
    });
    process.stdout.write(`\n${outcomeTable(title, outcomes, paint)}\n`);
  }
}
