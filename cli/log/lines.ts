import Table from 'cli-table3';
import type { LogEntry } from '../../shared/store/logEntry.ts';
import { frameless, type Paint, type Style } from '../entra/table.ts';
import { onOneLine } from '../../shared/scim/onOneLine.ts';
import { whatOf } from './what.ts';

/** Widths of the columns that differ from log to log, without gaps. */
export interface Layout {
  readonly user: number;
  readonly by: number;
}

/** Rows of one table: the library's memory use grows with the square of its rows. */
const rowsPerTable = 100;

const titles = ['TIME', 'ACTION', 'USER', 'BY', 'WHAT'];
const gap = 2;
const timeWidth = '2026-01-31T08:00:00Z'.length;
const actionWidth = 'disable'.length;

/** Maximum widths at a terminal: an externalId is often a GUID. */
const maxLayout: Layout = { user: 36, by: 24 };

/** Minimum widths, which stay readable at a narrow terminal; the rest of the line is for what happened. */
const minLayout: Layout = { user: 13, by: 8 };
const leastWhat = 24;

const styles: Readonly<Record<LogEntry['action'], Style>> = {
  create: 'green',
  update: 'cyan',
  enable: 'green',
  disable: 'yellow',
  delete: 'red',
  refused: 'red',
  reveal: 'yellow',
  signIn: 'green',
  signInRefused: 'red',
};

/** The action in its column; that a sign-in was refused is said in the last one. */
function actionOf({ action }: LogEntry): string {
  return action === 'signInRefused' ? 'refused' : action;
}

/**
 * Widths that entries need.
 *
 * @param known widths of earlier lines: a column does not become narrower.
 */
export function layoutFor(entries: readonly LogEntry[], known: Layout = minLayout): Layout {
  return {
    user: entries.reduce((width, entry) => Math.max(width, userOf(entry).length), known.user),
    by: entries.reduce((width, entry) => Math.max(width, byOf(entry).length), known.by),
  };
}

export function heading(layout: Layout, paint: Paint, terminal: number | undefined): string {
  return drawn([titles.map((title) => paint('bold', title))], layout, terminal);
}

/**
 * A line for each entry.
 *
 * @param terminal width of the terminal in columns; undefined if there is none.
 */
export function logLines(
  entries: readonly LogEntry[],
  layout: Layout,
  paint: Paint,
  terminal: number | undefined,
): string {
  const rows = entries.map((entry) => [
    paint('dim', new Date(entry.at).toISOString().replace(/\.\d+Z$/, 'Z')),
    paint(styles[entry.action], actionOf(entry)),
    onOneLine(userOf(entry)),
    onOneLine(byOf(entry)),
    // A list of attributes may be cut; a refusal's reason is wrapped, because readers look for it.
    { content: onOneLine(whatOf(entry)), wordWrap: entry.refusal !== undefined },
  ]);
  return drawn(rows, layout, terminal);
}

function drawn(
  rows: readonly (readonly Table.Cell[])[],
  layout: Layout,
  terminal: number | undefined,
): string {
  const { user, by } = terminal === undefined ? layout : fitted(layout, terminal);
  const fixed = [timeWidth, actionWidth, user, by].map((width) => width + gap);
  const what = terminal === undefined ? [] : [Math.max(terminal - sum(fixed), leastWhat) + gap];
  const columns = { ...frameless, colWidths: [...fixed, ...what], wordWrap: false };
  const lines: string[] = [];
  for (let start = 0; start < rows.length; start += rowsPerTable) {
    const table = new Table(columns);
    for (const row of rows.slice(start, start + rowsPerTable)) table.push([...row]);
    for (const line of table.toString().split('\n')) lines.push(`${line.trimEnd()}\n`);
  }
  return lines.join('');
}

/** Widths that leave room for what happened; the user's column is cut last. */
function fitted(layout: Layout, terminal: number): Layout {
  const wanted = { user: Math.min(layout.user, maxLayout.user), by: Math.min(layout.by, maxLayout.by) };
  const room = terminal - timeWidth - actionWidth - leastWhat - 4 * gap;
  const user = Math.max(minLayout.user, Math.min(wanted.user, room - minLayout.by));
  const by = Math.max(minLayout.by, Math.min(wanted.by, room - user));
  return { user, by };
}

function sum(widths: readonly number[]): number {
  return widths.reduce((total, width) => total + width, 0);
}

/** The user as an administrator knows them; a refused create has no id. */
function userOf({ externalId, userId, userName, userNameHash }: LogEntry): string {
  return externalId ?? userId ?? userName ?? (userNameHash === undefined ? '–' : `userName #${userNameHash}`);
}

function byOf({ credential }: LogEntry): string {
  return credential.label ?? credential.id.slice(0, 8);
}
