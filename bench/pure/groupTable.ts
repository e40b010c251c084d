import { table, type Column, type Paint } from '../../cli/entra/table.ts';
import { marked } from '../report/bar.ts';
import type { Figure, Group } from './measure.ts';

const right = 'right' as const;

export function groupTable(
  { title, unit, sizeUnit, cases }: Group,
  figures: readonly Figure[],
  paint: Paint,
): string {
  const barred = cases.some(({ bar }) => bar !== undefined);
  const columns: readonly Column[] = [
    { title, width: 55 },
    ...(sizeUnit === undefined ? [] : [{ title: sizeUnit, width: 12, align: right }]),
    { title: `${unit}/s`, width: 12, align: right },
    { title: 'µs', width: 10, align: right },
    ...(sizeUnit === undefined ? [] : [{ title: 'for 2×', width: 9, align: right }]),
    ...(barred
      ? [
          { title: 'at least', width: 12, align: right },
          { title: '', width: 4 },
        ]
      : []),
  ];
  const rows = figures.map(({ name, size, perSecond, microseconds, growth, bar }) => [
    name,
    ...(sizeUnit === undefined ? [] : [whole(size)]),
    whole(perSecond),
    microseconds.toFixed(microseconds < 100 ? 2 : 0),
    ...(sizeUnit === undefined ? [] : [growth?.toFixed(2) ?? '']),
    ...(barred ? [whole(bar), bar === undefined ? '' : marked(perSecond >= bar, paint)] : []),
  ]);
  return table(columns, rows, paint);
}

function whole(value: number | undefined): string {
  return value === undefined ? '' : Math.round(value).toLocaleString('en');
}
