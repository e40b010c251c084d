import type { TableClient } from '@azure/data-tables';
import { isArray, isObject, textOf, type JsonValue } from '../scim/json.ts';
import { keyRange, type KeyRange } from './keys.ts';
import { requestDeadline } from './limits.ts';
import { withTable } from './missing.ts';
import { isMissingRow, isUnavailable, storageUnavailable } from './storageError.ts';
import { read } from './tableRequest.ts';

/** A tenant's part of the users' table, for the time of one request. Whatever is read or written goes through one. */
export interface Partition {
  readonly table: TableClient;
  readonly tenant: string;
  /** Ends all calls when the request's time is over: a hung socket has no time-out of its own. */
  readonly signal: AbortSignal;
}

/** The same for one part of what takes longer than a request: that part has a request's time. */
export function withDeadline(partition: Partition): Partition {
  return { ...partition, signal: AbortSignal.any([partition.signal, AbortSignal.timeout(requestDeadline)]) };
}

/** A row as storage gives it: its properties under their names, times as text, and its key and ETag. */
export interface StoredRow {
  readonly rowKey: string;
  /** Never empty: what is written under it would depend on nothing. */
  readonly etag: string;
  readonly [property: string]: unknown;
}

/** Runs a storage call; where storage is out of reach the error is a 503 that a client may see. */
export async function call<Result>(partition: Partition, run: () => Promise<Result>): Promise<Result> {
  try {
    return await withTable(partition.table, run);
  } catch (error) {
    throw isUnavailable(error) ? storageUnavailable(error) : error;
  }
}

/** One row, by a point read; undefined where there is none. */
export async function readRow(partition: Partition, rowKey: string): Promise<StoredRow | undefined> {
  const path = entityPath(partition, rowKey);
  try {
    const { json } = await call(partition, () => read(partition, { path }));
    return storedRow(json);
  } catch (error) {
    if (isMissingRow(error)) return undefined;
    throw error;
  }
}

/** The path of one row. Neither keys nor tenants hold quotes (`keys.ts`, `tenant.ts`). */
export function entityPath({ table, tenant }: Partition, rowKey: string): string {
  const key = `PartitionKey='${encodeURIComponent(tenant)}',RowKey='${encodeURIComponent(rowKey)}'`;
  return `${table.tableName}(${key})`;
}

function storedRow(entity: JsonValue): StoredRow {
  const etag = isObject(entity) ? textOf(entity['odata.etag']) : '';
  if (!isObject(entity) || etag === '') throw storageUnavailable(undefined);
  return { ...entity, rowKey: keyIn(entity), etag };
}

function keyIn(entity: JsonValue): string {
  const key = isObject(entity) ? entity.RowKey : undefined;
  if (typeof key !== 'string') throw storageUnavailable(undefined);
  return key;
}

export interface PageOptions {
  /** Row key behind which to begin. */
  readonly after?: string | undefined;
  /** Rows in one call, up to 1,000; a function is asked for each call. */
  readonly pageSize?: number | (() => number) | undefined;
  /** OData comparisons, made by this service and never of a client's text. */
  readonly conditions?: readonly string[] | undefined;
}

/** The rows whose keys begin with `prefix`, in the order of their keys, page by page as storage gives them. */
export function readPages(
  partition: Partition,
  prefix: string,
  options: PageOptions = {},
): AsyncGenerator<readonly StoredRow[]> {
  return readRange(partition, keyRange(prefix), options);
}

/** The rows whose keys are in a range, in the order of their keys, page by page as storage gives them. */
export function readRange(
  partition: Partition,
  range: KeyRange,
  { pageSize, ...options }: PageOptions = {},
): AsyncGenerator<readonly StoredRow[]> {
  const filter = rangeFilter(partition, range, options);
  const size = typeof pageSize === 'function' ? pageSize : () => pageSize;
  return pages((next) => readPage(partition, { filter, pageSize: size() }, next));
}

/** The same of keys alone: nothing else crosses the wire. */
export function readKeys(
  partition: Partition,
  range: KeyRange,
  after?: string,
): AsyncGenerator<readonly string[]> {
  const filter = rangeFilter(partition, range, { after });
  return pages((next) => readKeyPage(partition, filter, next));
}

function rangeFilter(
  { tenant }: Partition,
  { from, to }: KeyRange,
  { after, conditions = [] }: PageOptions,
): string {
  const lower = after === undefined ? `RowKey ge '${from}'` : `RowKey gt '${after}'`;
  return [`PartitionKey eq '${tenant}'`, lower, `RowKey lt '${to}'`, ...conditions].join(' and ');
}

async function* pages<Row>(
  readNext: (next: Continuation | undefined) => Promise<Page<Row>>,
): AsyncGenerator<readonly Row[]> {
  let next: Continuation | undefined;
  do {
    const page = await readNext(next);
    yield page.rows;
    ({ next } = page);
  } while (next !== undefined);
}

export interface Query {
  /** OData. Keys and tenants hold no quotes (`keys.ts`, `tenant.ts`), so they stand in it as they are. */
  readonly filter: string;
  readonly pageSize?: number | undefined;
}

/** Where storage goes on with a query. */
export type Continuation = readonly [partitionKey: string, rowKey: string];

/** Storage may name a partition alone, and refuses an empty row key. */
function continuationOf([partitionKey, rowKey]: Continuation): readonly string[] {
  const row = rowKey === '' ? [] : [`NextRowKey=${encodeURIComponent(rowKey)}`];
  return [`NextPartitionKey=${encodeURIComponent(partitionKey)}`, ...row];
}

export interface Page<Row> {
  readonly rows: readonly Row[];
  /** Undefined on the last page. */
  readonly next: Continuation | undefined;
}

/** One page of a query. One storage call. */
export async function readPage(
  partition: Partition,
  { filter, pageSize = 1_000 }: Query,
  next?: Continuation,
): Promise<Page<StoredRow>> {
  return queried(partition, [`$top=${pageSize}`, `$filter=${encodeURIComponent(filter)}`], storedRow, next);
}

/** One page of keys. One storage call. */
export async function readKeyPage(
  partition: Partition,
  filter: string,
  next?: Continuation,
): Promise<Page<string>> {
  const query = ['$top=1000', '$select=RowKey', `$filter=${encodeURIComponent(filter)}`];
  return queried(partition, query, keyIn, next);
}

async function queried<Row>(
  partition: Partition,
  parameters: readonly string[],
  rowOf: (entity: JsonValue) => Row,
  next: Continuation | undefined,
): Promise<Page<Row>> {
  const query = [...parameters, ...(next === undefined ? [] : continuationOf(next))].join('&');
  const path = `${partition.table.tableName}()`;
  const { json, headers } = await call(partition, () => read(partition, { path, query }));
  const { value } = json;
  if (!isArray(value)) throw storageUnavailable(undefined);
  const nextPartition = headers.get('x-ms-continuation-nextpartitionkey');
  return {
    rows: value.map(rowOf),
    next:
      nextPartition === undefined || nextPartition === ''
        ? undefined
        : [nextPartition, headers.get('x-ms-continuation-nextrowkey') ?? ''],
  };
}
