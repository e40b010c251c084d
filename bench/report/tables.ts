import { table, type Column, type Paint } from '../../cli/entra/table.ts';
import type { CpuResult, CycleResult, GrowthResult, OperationResult, Results } from './results.ts';

const right = 'right' as const;

/** The figures for a terminal. */
export function tables({ operations, cpu, growth, cycle }: Results, paint: Paint): string {
  const parts = [
    ...(operations.length === 0 ? [] : [operationTable(operations, paint)]),
    ...(cpu.length === 0 ? [] : [cpuTable(cpu, paint)]),
    ...(growth.length === 0 ? [] : [growthTable(growth, paint)]),
    ...(cycle === undefined ? [] : [cycleTable(cycle, paint)]),
  ];
  return `${parts.join('\n\n')}\n`;
}

function operationTable(results: readonly OperationResult[], paint: Paint): string {
  const columns: readonly Column[] = [
    operationColumn('operation', results),
    { title: 'users', width: 9, align: right },
    { title: 'way', width: 12 },
    { title: 'at once', width: 9, align: right },
    { title: 'calls', width: 7, align: right },
    { title: 'p50 ms', width: 9, align: right },
    { title: 'p95 ms', width: 9, align: right },
    { title: 'req/s', width: 8, align: right },
    { title: 'floor', width: 8, align: right },
    { title: '×', width: 7, align: right },
  ];
  return table(columns, results.map(operationRow), paint);
}

function operationRow(result: OperationResult): readonly string[] {
  const { name, users, way, concurrency, storageCalls, p50, p95, rps, floorP50, ratio } = result;
  return [
    ...[name, String(users), way, String(concurrency), String(storageCalls)],
    ...[inMilliseconds(p50), inMilliseconds(p95), rps.toFixed(0)],
    ...(ratio === null ? ['', ''] : [inMilliseconds(floorP50), ratio.toFixed(2)]),
  ];
}

function cpuTable(results: readonly CpuResult[], paint: Paint): string {
  const columns: readonly Column[] = [
    operationColumn("the service's own code", results),
    { title: 'users', width: 9, align: right },
    { title: 'ms of CPU', width: 14, align: right },
  ];
  const rows = results.map(({ name, users, milliseconds }) => [
    ...[name, String(users), milliseconds.toFixed(3)],
  ]);
  return table(columns, rows, paint);
}

function growthTable(results: readonly GrowthResult[], paint: Paint): string {
  const columns: readonly Column[] = [
    operationColumn('with more', results),
    { title: 'from', width: 9, align: right },
    { title: 'to', width: 9, align: right },
    { title: '×', width: 9, align: right },
  ];
  const rows = results.map(({ name, fromSize, size, factor }) => [
    ...[name, String(fromSize), String(size), factor.toFixed(2)],
  ]);
  return table(columns, rows, paint);
}

function cycleTable(
  { people, concurrency, requests, seconds, floorSeconds, fraction }: CycleResult,
  paint: Paint,
) {
  const columns: readonly Column[] = [
    { title: 'initial cycle', width: 27 },
    { title: 'at once', width: 9, align: right },
    { title: 'requests', width: 11, align: right },
    { title: 'req/s', width: 9, align: right },
    { title: 'calls alone', width: 14, align: right },
    { title: 'part', width: 9, align: right },
  ];
  const row = [
    ...[`${people} people`, String(concurrency), String(requests)],
    ...[requests / seconds, requests / floorSeconds].map((rate) => rate.toFixed(0)),
    `${(fraction * 100).toFixed(0)} %`,
  ];
  return table(columns, [row], paint);
}

/** Wide enough for every name, even if the table becomes wider than others. */
function operationColumn(title: string, results: readonly { readonly name: string }[]): Column {
  return { title, width: Math.max(27, ...results.map(({ name }) => name.length + 2)) };
}

function inMilliseconds(value: number): string {
  return value.toFixed(value < 100 ? 2 : 0);
}
