import { latencyChart } from './latencyChart.ts';
import { rateCharts } from './rateCharts.ts';
import { ratioChart } from './ratioChart.ts';
import type { CycleResult, OperationResult, Results } from './results.ts';
import { stylesheet } from './stylesheet.ts';
import { escaped } from './svg.ts';
import { inMilliseconds } from './tables.ts';

/** The results as a page that needs nothing but itself. */
export function resultsPage({ operations, cycle }: Results): string {
  const sizes = [...new Set(operations.map(({ users }) => users))];
  const inProcess = operations.filter(({ way }) => way === 'in-process');
  const http = operations.filter(({ way }) => way === 'http');
  const sections = [
    section(
      'Times the storage calls alone, one request at a time',
      legend(sizes.map((users, i) => [`s${i}`, `${users} users in a tenant`])),
      figure('In-process', ratioChart(inProcess, sizes, 1.2)),
      figure('Over HTTP, beside a bare server', ratioChart(http, sizes, 1.3)),
    ),
    section(
      'Milliseconds of a request, in-process, one at a time',
      legend([
        ['floor', 'storage calls alone, median'],
        ['s0', 'service, median; the thin line ends at the 95th percentile'],
      ]),
      ...sizes.map((users) => figure(`${users} users`, latencyChart(ofSize(inProcess, users)))),
    ),
    ...sizes.map((users) =>
      section(
        `Requests a second, 1, 8 and 32 at a time, ${users} users`,
        legend([
          ['s0', 'in-process'],
          ['s1', 'over HTTP'],
        ]),
        `<div class="small">${rateCharts(ofSize(operations, users))}</div>`,
      ),
    ),
    figuresTable(operations),
  ];
  return document([...(cycle === undefined ? [] : [cycleSection(cycle)]), ...sections]);
}

function document(sections: readonly string[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Measured against its floor</title>
<style>${stylesheet}</style>
</head>
<body>
<h1>Measured against its floor</h1>
<p>The floor of an operation is the same storage calls made by the SDK alone, in turns with the measured ones, against
the same table server. Times are those of the machine that measured.</p>
${sections.join('\n')}
</body>
</html>
`;
}

function ofSize(results: readonly OperationResult[], users: number): readonly OperationResult[] {
  return results.filter((result) => result.users === users);
}

function section(title: string, key: string, ...figures: readonly string[]): string {
  return `<section><h2>${escaped(title)}</h2>${key}<div class="figures">${figures.join('')}</div></section>`;
}

function figure(caption: string, content: string): string {
  return content === '' ? '' : `<figure><figcaption>${escaped(caption)}</figcaption>${content}</figure>`;
}

function legend(entries: readonly (readonly [string, string])[]): string {
  const items = entries.map(
    ([style, said]) =>
      `<li><svg viewBox="0 0 8 8"><circle cx="4" cy="4" r="4" class="${style}"/></svg>${said}</li>`,
  );
  return `<ul class="legend">${items.join('')}</ul>`;
}

function cycleSection({
  people,
  concurrency,
  requests,
  seconds,
  floorSeconds,
  fraction,
}: CycleResult): string {
  const rate = (took: number): string => (requests / took).toFixed(0);
  return `<p class="cycle"><strong>${(fraction * 100).toFixed(0)} %</strong> of the rate of its storage calls: an initial cycle of ${people} people,
${concurrency} at a time, ${rate(seconds)} requests a second beside ${rate(floorSeconds)}.</p>`;
}

function figuresTable(operations: readonly OperationResult[]): string {
  const heads = [
    'operation',
    'users',
    'way',
    'at once',
    'calls',
    'p50 ms',
    'p95 ms',
    'req/s',
    'floor ms',
    '×',
  ];
  const rows = operations.map(({ name, users, way, concurrency, storageCalls, ...figures }) => {
    const { p50, p95, rps, floorP50, ratio } = figures;
    const cells = [
      ...[
        name,
        users,
        way,
        concurrency,
        storageCalls,
        inMilliseconds(p50),
        inMilliseconds(p95),
        rps.toFixed(0),
      ],
      ...(ratio === null ? ['', ''] : [inMilliseconds(floorP50), ratio.toFixed(2)]),
    ];
    return `<tr>${cells.map((cell) => `<td>${escaped(String(cell))}</td>`).join('')}</tr>`;
  });
  return `<details><summary>All figures</summary><table><thead><tr>${heads
    .map((head) => `<th>${head}</th>`)
    .join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></details>`;
}
