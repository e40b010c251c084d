import type { Settings } from '../../cli/settings.ts';
import { defined } from '../../shared/scim/json.ts';
import { operations } from '../operations/all.ts';
import type { Operation } from '../operations/operation.ts';
import type { CpuResult, OperationResult, WayName } from '../report/results.ts';
import type { Population } from '../storage/population.ts';
import { compare, warmUp, type Comparison, type Pair } from './compare.ts';
import { countCalls } from './countCalls.ts';
import { startParties } from './parties.ts';

const ways = ['in-process', 'http'] as const;
const concurrencies = [1, 8, 32];

/** One line of the table: an operation by one way, so many at a time. */
export interface Cell {
  readonly operation: Operation;
  readonly population: Population;
  readonly way: WayName;
  readonly concurrency: number;
}

/** Is told each step before it begins. */
export interface Pace {
  start(population: Population): void;
  /** Seconds that the cell may take. */
  begin(cell: Cell): number;
}

export interface Measured {
  readonly operations: readonly OperationResult[];
  readonly cpu: readonly CpuResult[];
}

/** All cells of one population. */
export function cellsOf(population: Population, only: RegExp): readonly Cell[] {
  return operations
    .filter((operation) => only.test(operation.name) && fits(operation, population))
    .flatMap((operation) => {
      const most = operation.mostAtOnce?.(population) ?? Infinity;
      const allowed = concurrencies.filter((concurrency) => concurrency <= most);
      return ways.flatMap((way) =>
        allowed.map((concurrency) => ({ operation, population, way, concurrency })),
      );
    });
}

function fits({ ofGroups, fits: isFit }: Operation, population: Population): boolean {
  return (ofGroups === true) === (population.groups !== undefined) && (isFit?.(population) ?? true);
}

/** Measures the cells of one population. */
export async function measure(
  population: Population,
  cells: readonly Cell[],
  keys: Settings,
  pace: Pace,
): Promise<Measured> {
  pace.start(population);
  const parties = await startParties(population, keys);
  try {
    const measured: Measured[] = [];
    for (const [operation, ofOperation] of Map.groupBy(cells, (cell) => cell.operation)) {
      const storageCalls = await countCalls(
        operation.name,
        await parties.watched(operation),
        parties.proxy,
        population.tenants.length,
      );
      for (const [way, ofWay] of Map.groupBy(ofOperation, (cell) => cell.way))
        measured.push(await measureWay(await parties.pair(operation, way), ofWay, storageCalls, pace));
    }
    return {
      operations: measured.flatMap((each) => each.operations),
      cpu: measured.flatMap((each) => each.cpu),
    };
  } finally {
    await parties.close();
  }
}

/** The part of a cell's time in which both sides are only called, to be warm. */
const warming = 0.2;

/** Measures an operation by one way, with more and more calls at a time. */
async function measureWay(
  pair: Pair,
  cells: readonly Cell[],
  storageCalls: number,
  pace: Pace,
): Promise<Measured> {
  const results: OperationResult[] = [];
  const cpu: CpuResult[] = [];
  let callSeconds: number | undefined;
  for (const cell of cells) {
    const seconds = pace.begin(cell);
    callSeconds ??= await warmUp(pair, seconds * warming);
    const comparison = await compare(pair, cell.concurrency, callSeconds, seconds * (1 - warming));
    results.push(resultOf(cell, storageCalls, comparison));
    if (cell.way === 'in-process' && cell.concurrency === 1)
      cpu.push({ name: nameOf(cell), users: cell.population.usersEach, milliseconds: comparison.ownCpu });
  }
  return { operations: results, cpu };
}

function resultOf(cell: Cell, storageCalls: number, comparison: Comparison): OperationResult {
  const { population, way, concurrency } = cell;
  const { p50, p95, rps, floorP50 } = comparison;
  // Without a storage call there is no floor but HTTP itself.
  const ratio = storageCalls === 0 && way === 'in-process' ? null : p50 / floorP50;
  return {
    name: nameOf(cell),
    users: population.usersEach,
    ...defined({ groups: population.groups }),
    ...{ way, concurrency, storageCalls, p50, p95, rps, floorP50, ratio },
  };
}

function nameOf({ operation: { name }, population: { tenants, groups } }: Cell): string {
  if (groups !== undefined) {
    const [count, members] = [groups.count, groups.members].map((number) => number.toLocaleString('en'));
    return `${name} (${groups.members > 10 ? `${members} members` : `${count} groups`})`;
  }
  return tenants.length === 1 ? name : `${name} (${tenants.length} tenants)`;
}
