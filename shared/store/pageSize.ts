import { BoundedMap } from '../scim/bounds.ts';
import { maxUserBytes } from './limits.ts';
import type { Partition, StoredRow } from './partition.ts';

/** Characters of a page of rows: it comes as one JSON text, which is parsed in one go while all others wait. */
const maxPageSize = 3_145_728;

/** Rows of a page while nothing is known about their size. */
const sampleRows = 100;

/** Characters of rows that a request may have in memory at a time without a slot. */
const largeSize = 524_288;

/** Characters of the rows of a kind, on average, as this process has last read them. By tenant and kind. */
const rowSizes = new BoundedMap<string, number>(10_000);

export type RowKind = 'user' | 'group' | 'log' | 'any';

const keyOf = ({ tenant }: Partition, kind: RowKind): string => `${kind} ${tenant}`;

/** How many rows of a tenant's storage is asked for in one call. */
export function rowsAtOnce(partition: Partition, kind: RowKind, wanted: number): number {
  const size = rowSizes.get(keyOf(partition, kind));
  const fitting = size === undefined ? sampleRows : Math.max(1, Math.floor(maxPageSize / size));
  return Math.min(wanted, fitting);
}

/** Remembers how large a tenant's rows are. */
export function noteRows(partition: Partition, kind: RowKind, rows: readonly StoredRow[]): void {
  if (rows.length === 0) return;
  const size = rows.reduce((sum, row) => sum + sizeOfRow(row), 0) / rows.length;
  // One page of small rows among large ones must not count too much.
  const key = keyOf(partition, kind);
  rowSizes.set(key, Math.max(size, ((rowSizes.get(key) ?? 0) + size) / 2));
}

/** Whether so many of a tenant's users are so large together that few such lists should be in memory at once. */
export function isLarge(partition: Partition, rows: number): boolean {
  return rows * (rowSizes.get(keyOf(partition, 'user')) ?? maxUserBytes) > largeSize;
}

/** The contents of rows in batches of about `batchSize` characters; one empty batch if there are no rows. */
export function* batchesOf<Row extends Readonly<Record<string, unknown>>, Item>(
  rows: readonly Row[],
  batchSize: number,
  read: (row: Row) => Item,
): Generator<readonly Item[]> {
  if (rows.length === 0) yield [];
  let start = 0;
  let size = 0;
  for (const [i, row] of rows.entries()) {
    size += sizeOfRow(row);
    if (size < batchSize && i < rows.length - 1) continue;
    yield rows.slice(start, i + 1).map(read);
    start = i + 1;
    size = 0;
  }
}

/** Characters of a row, nearly. */
export function sizeOfRow(row: Readonly<Record<string, unknown>>): number {
  let size = 0;
  for (const name in row) {
    const value = row[name];
    size += name.length + (typeof value === 'string' ? value.length : 10);
  }
  return size;
}
