/**
 * What Entra's cycles of many tenants come to against the published targets of Table Storage: a simulation without any
 * I/O, the same on every machine. Rows and costs are the service's own; targets, latencies and the pace of Entra are
 * assumptions, each with its source beside it. `npm run bench:scale`; docs/scale.md says what it means.
 */
import { figureTable, paint } from './report/figureTable.ts';
import { measureLayout, type RowSize, type StorageCall } from './scale/costs.ts';
import { scenarioGroups, type Scenario } from './scale/scenarios.ts';
import { simulate, type Outcome } from './scale/simulate.ts';

const countings = [
  ['entities', 'every entity counts one'],
  ['kibibytes', 'every KiB of an entity counts one'],
] as const;

const { userRows, logRow, markerRow, groups, costs } = await measureLayout();

const line = ({ rowKey, bytes }: RowSize) => [rowKey, bytes, Math.ceil(bytes / 1_024)];
const user = { rowKey: 'a user', bytes: userRows.reduce((total, { bytes }) => total + bytes, 0) };
const rows = [...userRows, user, logRow, markerRow, ...groups.rows, ...groups.membershipRows];
print(figureTable(['row', 'bytes', 'KiB'], rows.map(line)));

const sumOf = (calls: readonly StorageCall[], counting: 'entities' | 'kibibytes') =>
  calls.reduce((total, call) => total + call[counting], 0);
const requests = Object.entries(costs).map(([kind, calls]) => [
  ...[kind, calls.length, sumOf(calls, 'entities'), sumOf(calls, 'kibibytes')],
]);
print(figureTable(['request', 'calls', 'entities', 'KiB'], requests));

for (const [counting, meaning] of countings) {
  print(paint('bold', meaning));
  for (const { title, scenarios } of scenarioGroups) {
    const outcomes = scenarios.map((scenario) =>
      outcomeRow(scenario, simulate(scenario.jobs, costs, { ...scenario.shape, counting })),
    );
    print(figureTable([title, 'req/s', 'took', 'account', 'at most', 'refused', '503'], outcomes));
  }
}

/**
 * Requests a second of a tenant; the time until the last was done; the part of the account's target that was used on average,
 * and the part of the account's or of a partition's that the busiest second used; the part of storage calls that storage
 * refused, and of requests that the client was answered 503.
 */
function outcomeRow({ name, pace }: Scenario, outcome: Outcome): readonly (string | number)[] {
  const { durations, mean, peak, refused, calls, failed, requests } = outcome;
  const longest = durations.reduce((most, each) => Math.max(most, each), 0);
  const parts = [mean, peak, refused / calls, failed / (failed + requests)];
  return [name, pace, inWords(longest), ...parts.map(percent)];
}

function inWords(seconds: number): string {
  if (seconds < 120) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  if (seconds < 7_200) return `${(seconds / 60).toFixed(0)} min`;
  return seconds < 172_800 ? `${(seconds / 3_600).toFixed(1)} h` : `${(seconds / 86_400).toFixed(1)} d`;
}

function percent(part: number): string {
  return `${(part * 100).toFixed(part < 0.1 ? 1 : 0)} %`;
}

function print(text: string): void {
  process.stdout.write(`${text}\n\n`);
}
