import { figureTable } from './figureTable.ts';
import type { CycleResult, Results } from './results.ts';

/** The figures for a terminal. */
export function tables({ operations, cpu, growth, cycle }: Results): string {
  const parts = [
    [
      ['operation', 'users', 'way', 'at once', 'calls', 'p50 ms', 'p95 ms', 'req/s', 'floor', '×'],
      operations.map(({ name, users, way, concurrency, storageCalls, p50, p95, rps, floorP50, ratio }) => [
        ...[name, users, way, concurrency, storageCalls, inMilliseconds(p50), inMilliseconds(p95)],
        ...[rps.toFixed(0), ...(ratio === null ? ['', ''] : [inMilliseconds(floorP50), ratio.toFixed(2)])],
      ]),
    ],
    [
      ["the service's own code", 'users', 'ms of CPU'],
      cpu.map(({ name, users, milliseconds }) => [name, users, milliseconds.toFixed(3)]),
    ],
    [
      ['with more', 'from', 'to', '×'],
      growth.map(({ name, fromSize, size, factor }) => [name, fromSize, size, factor.toFixed(2)]),
    ],
    [
      ['initial cycle', 'at once', 'requests', 'req/s', 'calls alone', 'part'],
      cycle === undefined ? [] : [cycleRow(cycle)],
    ],
  ] as const;
  const shown = parts.filter(([, rows]) => rows.length > 0);
  return `${shown.map(([titles, rows]) => figureTable(titles, rows)).join('\n\n')}\n`;
}

function cycleRow({ people, concurrency, requests, seconds, floorSeconds, fraction }: CycleResult) {
  const rates = [requests / seconds, requests / floorSeconds].map((rate) => rate.toFixed(0));
  return [`${people} people`, concurrency, requests, ...rates, `${(fraction * 100).toFixed(0)} %`];
}

function inMilliseconds(value: number): string {
  return value.toFixed(value < 100 ? 2 : 0);
}
