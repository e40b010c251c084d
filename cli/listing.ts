import Table from 'cli-table3';
import { frameless, type Paint, type Style } from './entra/table.ts';
import { onOneLine } from '../shared/scim/onOneLine.ts';

/** A column of a listing: its heading and its alignment. */
export interface ListingColumn {
  readonly title: string;
  readonly align?: 'right';
}

export type Cell = string | { readonly text: string; readonly style: Style };

/** Rows under headings; each column is as wide as its widest cell. */
export function listing(
  columns: readonly ListingColumn[],
  rows: readonly (readonly Cell[])[],
  paint: Paint,
): string {
  const drawn = new Table({ ...frameless, colAligns: columns.map(({ align }) => align ?? 'left') });
  drawn.push(columns.map(({ title }) => paint('bold', title.toUpperCase())));
  for (const row of rows) drawn.push(row.map((cell) => draw(cell, paint)));
  return drawn
    .toString()
    .split('\n')
    .map((line) => `  ${line}`.trimEnd())
    .join('\n');
}

function draw(cell: Cell, paint: Paint): string {
  return typeof cell === 'string' ? onOneLine(cell) : paint(cell.style, onOneLine(cell.text));
}
