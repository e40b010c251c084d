import { table, type Column, type Paint } from '../../cli/entra/table.ts';
import { median } from '../measure/statistics.ts';
import { marked } from '../report/bar.ts';
import type { Sample } from './sample.ts';
import type { Loading } from './timeLoading.ts';

const right = 'right' as const;

/** Bars of the first answers, as a multiple of the empty app's. */
const bars: ReadonlyMap<string, number> = new Map([
  ['refused', 1.5],
  ['read', 2.2],
]);

const titles: ReadonlyMap<string, string> = new Map([
  ['empty', 'an app with one empty function'],
  ['refused', 'without token, no storage: 401'],
  ['read', 'a user, with token: 200'],
]);

/** Bytes that every cold start may read. */
const maxBundle = 1_000_000;

/** Packages and rooms in the table. */
const mostLines = 18;

export function firstAnswerTable(answers: ReadonlyMap<string, readonly Sample[]>, paint: Paint): string {
  const columns: readonly Column[] = [
    { title: 'from process start to the answer', width: 35 },
    { title: 'ms', width: 9, align: right },
    { title: 'to empty', width: 11, align: right },
    { title: 'at most', width: 10, align: right },
    { title: '', width: 4 },
    { title: 'CPU ms', width: 10, align: right },
    { title: 'to empty', width: 11, align: right },
    { title: 'samples', width: 10, align: right },
  ];
  const empty = mediansOf(answers.get('empty') ?? []);
  const rows = Array.from(answers, ([kind, samples]) => {
    const { milliseconds, cpuMilliseconds } = mediansOf(samples);
    const ratio = milliseconds / empty.milliseconds;
    const bar = bars.get(kind);
    return [
      ...[titles.get(kind) ?? kind, milliseconds.toFixed(1), ratio.toFixed(2)],
      ...(bar === undefined ? ['', ''] : [bar.toFixed(1), marked(ratio <= bar, paint)]),
      ...[cpuMilliseconds.toFixed(1), (cpuMilliseconds / empty.cpuMilliseconds).toFixed(2)],
      String(samples.length),
    ];
  });
  return table(columns, rows, paint);
}

function mediansOf(samples: readonly Sample[]): Sample {
  return {
    milliseconds: median(samples.map(({ milliseconds }) => milliseconds)),
    cpuMilliseconds: median(samples.map(({ cpuMilliseconds }) => cpuMilliseconds)),
  };
}

export function sizeTable(sizes: ReadonlyMap<string, number>, paint: Paint): string {
  const columns: readonly Column[] = [
    { title: 'in dist/', width: 35 },
    { title: 'KB', width: 9, align: right },
    { title: '', width: 4 },
    { title: '', width: 50 },
  ];
  const [bundle] = sizes.keys();
  const rows = Array.from(sizes, ([name, size]) => [
    ...[name, inKilobytes(size)],
    ...(name === bundle
      ? [marked(size < maxBundle, paint), `every cold start reads it; at most ${maxBundle / 1_000}`]
      : ['', 'loaded when it is needed']),
  ]);
  return table(columns, rows, paint);
}

export function loadingTable({ compile, run, nodeModules }: Loading, paint: Paint): string {
  const columns: readonly Column[] = [
    { title: 'loading the bundle', width: 35 },
    { title: 'ms', width: 9, align: right },
  ];
  const inNode = Object.entries(nodeModules).toSorted(([, left], [, most]) => most - left);
  const rows = [
    ['V8 reads it', inMilliseconds(compile)],
    ['its modules run', inMilliseconds(run)],
    ...inNode.slice(0, 4).map(([name, time]) => [`  of that ${name}`, inMilliseconds(time)]),
  ];
  return table(columns, rows, paint);
}

export function contentsTable(bytes: ReadonlyMap<string, number>, paint: Paint): string {
  const columns: readonly Column[] = [
    { title: 'package or room in the bundle', width: 35 },
    { title: 'KB', width: 9, align: right },
  ];
  const lines = [...bytes].toSorted(([, left], [, most]) => most - left);
  const rest = lines.slice(mostLines);
  const rows = lines.slice(0, mostLines).map(([name, size]) => [name, inKilobytes(size)]);
  const others = [`${rest.length} more`, inKilobytes(rest.reduce((total, [, size]) => total + size, 0))];
  return table(columns, [...rows, others], paint);
}

function inKilobytes(bytes: number): string {
  return (bytes / 1_000).toFixed(0);
}

function inMilliseconds(value: number): string {
  return value.toFixed(1);
}
