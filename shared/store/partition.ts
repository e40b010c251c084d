import { isArray, isObject, textOf, type JsonValue } from '../scim/json.ts';
import { keyRange, type KeyRange } from './keys.ts';
import { requestDeadlineMs } from './limits.ts';
import { isMissingRow, isMissingTable, readRefusal, refusalHeader, noAnswer } from './storageError.ts';
import { read, type Destination } from './tableRequest.ts';
import { storageUnavailable } from '../scim/errors/service.ts';
import { retryWhileUnavailable } from './backOff.ts';

/**
 * A part of a table, for the time of one request. Every read and write goes through one. The table of users has a part
 * for each tenant.
 */
export interface Partition extends Destination {
  /** The partition key. */
  readonly tenant: string;
}

/** The same for one step of a job that takes longer than a request: the step has a request's time. */
export function withDeadline(partition: Partition): Partition {
  return {
    ...partition,
    signal: AbortSignal.any([partition.signal, AbortSignal.timeout(requestDeadlineMs)]),
  };
}

/** A row as storage gives it: its properties under their names, times as text, and its key and ETag. */
export interface StoredRow {
  readonly rowKey: string;
  /** Never empty: a write under an empty one would be unconditional. */
  readonly etag: string;
  readonly [property: string]: unknown;
}

/** One row, by a point read; undefined if there is none, or no table yet: only a write makes the table. */
export async function readRow(partition: Partition, rowKey: string): Promise<StoredRow | undefined> {
  const path = entityPath(partition, rowKey);
  try {
    return await read(partition, { path }, ({ json }) => storedRow(json));
  } catch (error) {
    if (isMissingRow(error) || isMissingTable(error)) return undefined;
    throw error;
  }
}

/**
 * Storage's own time by the Date header of a point read, in milliseconds; undefined if it sent none. The row need not be
 * there. One storage call.
 */
export async function readStorageTime(partition: Partition, rowKey: string): Promise<number | undefined> {
  const time = Date.parse((await readDate(partition, rowKey)) ?? '');
  return Number.isNaN(time) ? undefined : time;
}

async function readDate(partition: Partition, rowKey: string): Promise<string | undefined> {
  try {
    return await read(partition, { path: entityPath(partition, rowKey) }, ({ headers }) =>
      headers.get('date'),
    );
  } catch (error) {
    if (isMissingRow(error) || isMissingTable(error)) return refusalHeader(error, 'date');
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
  if (!isObject(entity) || etag === '') throw noAnswer();
  return { ...entity, rowKey: keyIn(entity), etag };
}

function keyIn(entity: JsonValue): string {
  const key = isObject(entity) ? entity.RowKey : undefined;
  if (typeof key !== 'string') throw noAnswer();
  return key;
}

export interface PageOptions {
  /** Row key after which to begin. */
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
  options: PageOptions = {},
): AsyncGenerator<readonly StoredRow[]> {
  return rowsInRange(partition, range, options, (query, next) => readPage(partition, query, next));
}

/**
 * The same for a job that takes longer than a request: each page has a request's time, and is asked for again while
 * storage is out of reach.
 */
export function walkRange(
  partition: Partition,
  range: KeyRange,
  options: PageOptions = {},
): AsyncGenerator<readonly StoredRow[]> {
  return rowsInRange(partition, range, options, (query, next) =>
    retryWhileUnavailable(() => readPage(withDeadline(partition), query, next)),
  );
}

function rowsInRange(
  partition: Partition,
  range: KeyRange,
  { pageSize, ...options }: PageOptions,
  readNext: (query: RowQuery, next: Continuation | undefined) => Promise<RowPage<StoredRow>>,
): AsyncGenerator<readonly StoredRow[]> {
  const filter = rangeFilter(partition, range, options);
  const size = typeof pageSize === 'function' ? pageSize : () => pageSize;
  return pages((next) => readNext({ filter, pageSize: size() }, next));
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

/** The same for a job. */
export function walkKeys(partition: Partition, range: KeyRange): AsyncGenerator<readonly string[]> {
  const filter = rangeFilter(partition, range, {});
  return pages((next) => retryWhileUnavailable(() => readKeyPage(withDeadline(partition), filter, next)));
}

/** OData of the keys of a range. */
function rangeFilter(
  { tenant }: Partition,
  { from, to }: KeyRange,
  { after, conditions = [] }: PageOptions,
): string {
  const lower = after === undefined ? `RowKey ge '${from}'` : `RowKey gt '${after}'`;
  return [`PartitionKey eq '${tenant}'`, lower, `RowKey lt '${to}'`, ...conditions].join(' and ');
}

/** The one walk over pages: a page may be short or empty, and another one may still follow. */
export async function* pages<Row>(
  readNext: (next: Continuation | undefined) => Promise<RowPage<Row>>,
): AsyncGenerator<readonly Row[]> {
  let next: Continuation | undefined;
  do {
    const page = await readNext(next);
    yield page.rows;
    ({ next } = page);
  } while (next !== undefined);
}

export interface RowQuery {
  /** OData. Keys and tenants hold no quotes (`keys.ts`, `tenant.ts`), so they need no escaping. */
  readonly filter: string;
  readonly pageSize?: number | undefined;
}

/** Where the next page of a query begins. */
export type Continuation = readonly [partitionKey: string, rowKey: string];

/** Storage may name a partition alone, and refuses an empty row key. */
function continuationOf([partitionKey, rowKey]: Continuation): readonly string[] {
  const row = rowKey === '' ? [] : [`NextRowKey=${encodeURIComponent(rowKey)}`];
  return [`NextPartitionKey=${encodeURIComponent(partitionKey)}`, ...row];
}

export interface RowPage<Row> {
  readonly rows: readonly Row[];
  /** Undefined on the last page. */
  readonly next: Continuation | undefined;
}

/** One page of a query. One storage call. */
export async function readPage(
  partition: Partition,
  { filter, pageSize = 1_000 }: RowQuery,
  next?: Continuation,
): Promise<RowPage<StoredRow>> {
  return queried(partition, [`$top=${pageSize}`, `$filter=${encodeURIComponent(filter)}`], storedRow, next);
}

/** One page of keys. One storage call. */
export async function readKeyPage(
  partition: Partition,
  filter: string,
  next?: Continuation,
  pageSize = 1_000,
): Promise<RowPage<string>> {
  const query = [`$top=${pageSize}`, '$select=RowKey', `$filter=${encodeURIComponent(filter)}`];
  return queried(partition, query, keyIn, next);
}

async function queried<Row>(
  partition: Partition,
  parameters: readonly string[],
  rowOf: (entity: JsonValue) => Row,
  next: Continuation | undefined,
): Promise<RowPage<Row>> {
  const query = [...parameters, ...(next === undefined ? [] : continuationOf(next))].join('&');
  const path = `${partition.table.tableName}()`;
  try {
    return await read(partition, { path, query }, ({ json, headers }) => {
      const { value } = json;
      if (!isArray(value)) throw noAnswer();
      const nextPartition = headers.get('x-ms-continuation-nextpartitionkey') ?? '';
      const nextRow = headers.get('x-ms-continuation-nextrowkey') ?? '';
      return {
        rows: value.map(rowOf),
        next: nextPartition === '' ? undefined : ([nextPartition, nextRow] as const),
      };
    });
  } catch (error) {
    if (isMissingTable(error)) return { rows: [], next: undefined };
    // The continuation is storage's own: if storage refuses it, it was damaged on the way.
    if (next !== undefined && readRefusal(error)?.status === 400) throw storageUnavailable().causedBy(error);
    throw error;
  }
}
