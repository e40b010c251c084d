import { setImmediate } from 'node:timers/promises';
import type { AzuriteModules } from './azuriteModules.ts';
import type { Database } from './database.ts';
import { readRows, type Position, type Scan, type StoredEntity } from './entityRows.ts';
import { keyRangeOf, wholeTable } from './keyRange.ts';
import { successorOf } from './keys.ts';

export interface QueryOptions {
  readonly filter?: string;
  readonly select?: string;
  readonly top?: number;
}

export interface EntityPage {
  readonly entities: StoredEntity[];
  /** Start of the next page; undefined after the last one. */
  readonly next: Position | undefined;
}

/** Azure's maximum of rows on a page. */
const maxRows = 1_000;

/** Longest time for which a query blocks other requests. */
const sliceMs = 10;

/** A filter on an entity or a table; undefined if it matches all. */
export interface Filter {
  readonly tree: unknown;
  matches(row: unknown): boolean;
}

/** @throws if it is malformed. */
export function readFilter(azurite: AzuriteModules, text: string | undefined): Filter | undefined {
  if (text === undefined || text === '' || text === 'true') return undefined;
  if (text === 'false') return { tree: undefined, matches: () => false };
  const tree = azurite.parseFilter(text);
  return { tree, matches: (row) => azurite.matches(row, tree) };
}

export function scanOf(tableId: number, filter: Filter | undefined, { select }: QueryOptions): Scan {
  return {
    tableId,
    range: filter === undefined ? wholeTable : keyRangeOf(filter.tree),
    keysOnly: selectsKeys(select) && (filter === undefined || !namesProperties(filter.tree)),
  };
}

/**
 * Reads a page in slices; other requests run between them.
 *
 * @param turn resolves when no transaction is open
 * @param limitMs time after which the page ends early
 */
export async function readEntityPage(
  database: Database,
  scan: Scan,
  filter: Filter | undefined,
  start: Position,
  { top, turn, limitMs }: { top: number | undefined; turn: () => Promise<unknown>; limitMs: number },
): Promise<EntityPage> {
  const pageSize = top === undefined ? maxRows : Math.min(top, maxRows);
  const entities: StoredEntity[] = [];
  const began = performance.now();
  let slice = began;
  let position = start;
  for (let size = pageSize + 1; ; size = Math.min(size * 2, maxRows)) {
    const rows = readRows(database, scan, position, size);
    for (const row of rows) {
      if (filter !== undefined && !filter.matches(row)) continue;
      if (entities.length === pageSize)
        return { entities, next: { partitionKey: row.PartitionKey, rowKey: row.RowKey } };
      entities.push(row);
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < size) return { entities, next: undefined };
    position = { partitionKey: last.PartitionKey, rowKey: successorOf(last.RowKey) };
    const now = performance.now();
    if (now - began > limitMs) return { entities, next: position };
    if (now - slice < sliceMs) continue;
    await setImmediate();
    await turn();
    slice = performance.now();
  }
}

const keyNames = new Set(['PartitionKey', 'RowKey', 'odata.etag', '']);

function selectsKeys(select: string | undefined): boolean {
  const names = (select ?? '').split(',').map((name) => name.trim());
  return names.some((name) => name !== '') && names.every((name) => keyNames.has(name));
}

function namesProperties(tree: unknown): boolean {
  if (typeof tree !== 'object' || tree === null) return false;
  if ('identifier' in tree) return tree.identifier !== 'PartitionKey' && tree.identifier !== 'RowKey';
  return ('left' in tree && namesProperties(tree.left)) || ('right' in tree && namesProperties(tree.right));
}
