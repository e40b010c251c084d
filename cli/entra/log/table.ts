import { table, type Paint, type Style } from '../table.ts';
import type { LogEntry } from './entry.ts';
import { whatOf } from './what.ts';

/** How each action is drawn. */
export const actionStyles: Readonly<Record<LogEntry['action'], Style>> = {
  create: 'green',
  update: 'cyan',
  disable: 'yellow',
  delete: 'red',
  stageddelete: 'red',
  other: 'dim',
};

/** A line for each entry. No number follows a name: after Arabic, a terminal would draw it on the other side of the name. */
export function logTable(entries: readonly LogEntry[], paint: Paint): string {
  const columns = [
    { title: 'Action', width: 14 },
    { title: 'Status', width: 9 },
    { title: 'HTTP', width: 6 },
    { title: 'ms', width: 7, align: 'right' as const },
    { title: 'Who', width: 22 },
    { title: 'What', width: 42 },
  ];
  const rows = entries.map((entry) => [
    paint(actionStyles[entry.action], entry.action),
    entry.status === 'failure' ? paint('red', entry.status) : entry.status,
    String(entry.httpStatus ?? '–'),
    entry.milliseconds.toFixed(0),
    entry.source.displayName,
    whatOf(entry),
  ]);
  return table(columns, rows, paint);
}
