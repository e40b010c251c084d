import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { texts } from '../texts.ts';

export interface Column<Row> {
  readonly name: string;
  readonly cell: (row: Row) => ComponentChildren;
  /** By what the column sorts; undefined if it does not. */
  readonly sortBy?: (row: Row) => string | number;
  readonly number?: boolean;
  /** Whether it holds sentences. */
  readonly long?: boolean;
  /** Whether a narrow window leaves it out. */
  readonly extra?: boolean;
}

export interface Sorting {
  readonly column: string;
  readonly descending: boolean;
}

interface TableProps<Row> {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  readonly sorting?: Sorting;
  readonly onSort?: (sorting: Sorting) => void;
}

/** A native table whose first column names the row. What does not fit scrolls beside its own edge, by keys, too. */
export function Table<Row>({ caption, columns, rows, keyOf, sorting, onSort }: TableProps<Row>) {
  const id = useId();
  return (
    <div class="scroll" role="region" aria-labelledby={id} tabIndex={0}>
      <table>
        <caption id={id}>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <Heading key={column.name} column={column} sorting={sorting} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map((column, place) =>
                place === 0 ? (
                  <th key={column.name} scope="row" class={classOf(column)}>
                    {column.cell(row)}
                  </th>
                ) : (
                  <td key={column.name} class={classOf(column)}>
                    {column.cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface HeadingProps<Row> {
  readonly column: Column<Row>;
  readonly sorting: Sorting | undefined;
  readonly onSort: ((sorting: Sorting) => void) | undefined;
}

function Heading<Row>({ column, sorting, onSort }: HeadingProps<Row>) {
  const { name, sortBy } = column;
  if (sortBy === undefined || onSort === undefined)
    return (
      <th scope="col" class={classOf(column)}>
        {name}
      </th>
    );
  const chosen = sorting?.column === name;
  const descending = chosen && sorting.descending;
  return (
    <th
      scope="col"
      class={classOf(column)}
      aria-sort={chosen ? (descending ? 'descending' : 'ascending') : 'none'}
    >
      <button
        type="button"
        class="sort"
        onClick={() => onSort({ column: name, descending: chosen && !descending })}
      >
        {name}
        <span aria-hidden="true">{chosen ? (descending ? ' ↓' : ' ↑') : ''}</span>
      </button>
    </th>
  );
}

function classOf<Row>({ number, long, extra }: Column<Row>): string {
  return Object.entries({ number, long, extra })
    .flatMap(([name, holds]) => (holds === true ? name : []))
    .join(' ');
}

/** Sorted by a column: numbers by size, texts as people sort them. */
export function sorted<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  { column, descending }: Sorting,
): readonly Row[] {
  const by = columns.find(({ name }) => name === column)?.sortBy;
  if (by === undefined) return rows;
  const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
  const ascending = rows.toSorted((left, right) => {
    const [a, b] = [by(left), by(right)];
    return typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b));
  });
  return descending ? ascending.toReversed() : ascending;
}

interface PagerProps {
  readonly page: number;
  readonly pages: number;
  readonly onPage: (page: number) => void;
}

/** @param page from 0. */
export function Pager({ page, pages, onPage }: PagerProps) {
  if (pages < 2) return null;
  return (
    <nav class="pager" aria-label={texts.pager.label}>
      <button type="button" class="plain" disabled={page === 0} onClick={() => onPage(page - 1)}>
        {texts.pager.previous}
      </button>
      <span role="status">{texts.pager.position(page + 1, pages)}</span>
      <button type="button" class="plain" disabled={page + 1 >= pages} onClick={() => onPage(page + 1)}>
        {texts.pager.next}
      </button>
    </nav>
  );
}
