import type { TableClient, TableEntityResult } from '@azure/data-tables';
import { keyRange, type KeyRange } from './keys.ts';
import { requestDeadline } from './limits.ts';
import { withTable } from './missing.ts';
import { isMissingRow, isUnavailable, storageUnavailable } from './storageError.ts';

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

export type StoredRow = TableEntityResult<Record<string, unknown>>;

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
  const { table, tenant, signal } = partition;
  try {
    return await call(partition, () => table.getEntity(tenant, rowKey, { abortSignal: signal }));
  } catch (error) {
    if (isMissingRow(error)) return undefined;
    throw error;
  }
}

export interface PageOptions {
  readonly select?: string[] | undefined;
  /** Row key behind which to begin. */
  readonly after?: string | undefined;
  /** Rows in one call, up to 1,000. */
  readonly pageSize?: number | undefined;
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
export async function* readRange(
  partition: Partition,
  { from, to }: KeyRange,
  options: PageOptions = {},
): AsyncGenerator<readonly StoredRow[]> {
  const { table, tenant, signal } = partition;
  const lower = options.after === undefined ? `RowKey ge '${from}'` : `RowKey gt '${options.after}'`;
  // Keys and tenants hold no quotes (`keys.ts`, `tenant.ts`), so they stand in the query as they are.
  const filter = `PartitionKey eq '${tenant}' and ${lower} and RowKey lt '${to}'`;
  const conditions = options.conditions?.map((condition) => ` and ${condition}`).join('') ?? '';
  const select = options.select === undefined ? {} : { select: options.select };
  const pages = table
    .listEntities({ queryOptions: { filter: filter + conditions, ...select }, abortSignal: signal })
    .byPage({ maxPageSize: options.pageSize ?? 1000 });
  for (;;) {
    const page = await call(partition, () => pages.next());
    if (page.done === true) return;
    yield page.value;
  }
}
