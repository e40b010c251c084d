import { table, type Paint, type Style } from '../table.ts';
import type { LogEntry } from './entry.ts';

const styles: Readonly<Record<LogEntry['action'], Style>> = {
  create: 'green',
  update: 'cyan',
  disable: 'yellow',
  delete: 'red',
  stageddelete: 'red',
  other: 'dim',
};

/** A line for each entry. A name is followed by Latin text: after Arabic, a terminal would draw a number on its other side. */
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
    paint(styles[entry.action], entry.action),
    entry.status === 'failure' ? paint('red', entry.status) : entry.status,
    String(entry.httpStatus ?? '–'),
    entry.milliseconds.toFixed(0),
    entry.source.displayName,
    whatOf(entry),
  ]);
  return table(columns, rows, paint);
}

/** What was done to an entry, or why not, in a few words. */
export function whatOf({ error, modified, action, steps }: LogEntry): string {
  if (error !== undefined) return `${error.code}: ${error.reason}`;
  if (action === 'create') return `${modified.length} attributes`;
  if (modified.length > 0) return modified.map(({ name }) => name.replace(/^urn:.*:/, '')).join(', ');
  return steps.at(-1)?.description ?? '';
}
