import { randomUUID } from 'node:crypto';
import type { PipelineResponse } from '@azure/core-rest-pipeline';
import { withTable, accountOf, send, type TableRequest } from './tableRequest.ts';
import { entityPath, type Partition } from './partition.ts';
import { noAnswer, refusal, isConflict, isMissingTable } from './storageError.ts';

/** A row without its keys. */
export type Row = Readonly<Record<string, string | number | boolean | Date>>;

/** A change of one row. */
export type RowChange =
  | { readonly kind: 'create' | 'upsert'; readonly rowKey: string; readonly row: Row }
  /** `merge` leaves the properties that it does not name as they are. */
  | {
      readonly kind: 'replace' | 'merge';
      readonly rowKey: string;
      readonly row: Row;
      readonly etag: string;
    }
  /** Unconditional unless an ETag is given. */
  | { readonly kind: 'delete'; readonly rowKey: string; readonly etag?: string };

/** Line ends of a batch. */
const end = '\r\n';

/**
 * Makes up to 100 changes, all or none of them, in one storage call ("Performing entity group transactions").
 *
 * It is written here and not by the SDK, which sets up a client for each transaction and a request for each row, writes
 * a user's document anew for each of its copies, and offers no condition on a delete.
 *
 * @returns the ETag of each row, in the order of the changes; undefined for deleted ones.
 * @throws StorageError if one is refused: its message begins with the position of the change, as a rule. ScimError 503.
 */
export async function submit(
  partition: Partition,
  changes: readonly RowChange[],
): Promise<readonly (string | undefined)[]> {
  const boundary = `batch_${randomUUID()}`;
  const body = batchOf(partition, changes, boundary);
  const headers = {
    Accept: 'application/json',
    DataServiceVersion: '3.0;',
    MaxDataServiceVersion: '3.0;NetFx',
    'Content-Type': `multipart/mixed; boundary=${boundary}`,
    'Accept-Charset': 'UTF-8',
  };
  const request = { method: 'POST', path: '$batch', headers, body, success: 202 } as const;
  return withTable(partition, () =>
    send(partition, request, (response) => readAnswer(response, changes.length)),
  );
}

function batchOf(partition: Partition, changes: readonly RowChange[], boundary: string): string {
  const changeSet = `changeset_${randomUUID()}`;
  const json = rowWriter(partition.tenant);
  const { root } = accountOf(partition.table.url);
  const operations = changes.map((change) =>
    [
      `--${changeSet}`,
      'content-type: application/http',
      'content-transfer-encoding: binary',
      '',
      `${methodOf(change)} ${root}${pathOf(partition, change)} HTTP/1.1`,
      'Accept: application/json;odata=minimalmetadata',
      'DataServiceVersion: 3.0',
      ...headersOf(change),
      '',
      '',
      ...(change.kind === 'delete' ? [] : [json(change.rowKey, change.row)]),
    ].join(end),
  );
  return [
    `--${boundary}`,
    `content-type: multipart/mixed; boundary=${changeSet}`,
    '',
    ...operations,
    `--${changeSet}--`,
    `--${boundary}--`,
    '',
  ].join(end);
}

function methodOf({ kind }: RowChange): string {
  if (kind === 'create') return 'POST';
  if (kind === 'merge') return 'PATCH';
  return kind === 'delete' ? 'DELETE' : 'PUT';
}

function pathOf(partition: Partition, { kind, rowKey }: RowChange): string {
  return kind === 'create' ? partition.table.tableName : entityPath(partition, rowKey);
}

function headersOf(change: RowChange): readonly string[] {
  switch (change.kind) {
    case 'create':
      // By default storage answers with the whole row.
      return ['Content-Type: application/json', 'Prefer: return-no-content'];
    case 'upsert':
      return ['Content-Type: application/json'];
    case 'replace':
    case 'merge':
      return ['Content-Type: application/json', `If-Match: ${change.etag}`];
    case 'delete':
      return [`If-Match: ${change.etag ?? '*'}`];
  }
}

/** Storage answers 202 and says inside what it refused: with one part, for the whole of the transaction. */
function readAnswer(response: PipelineResponse, changes: number): readonly (string | undefined)[] {
  const [, ...parts] = (response.bodyAsText ?? '').split('--changesetresponse_');
  // The last part is the text after the closing boundary.
  const etags = parts.slice(0, -1).map((part) => {
    const status = Number(/HTTP\/1\.1 (\d{3})/.exec(part)?.[1] ?? 0);
    if (status < 200 || status > 299) throw refusal(response, /\{.*\}/s.exec(part)?.[0] ?? '', status);
    return /^ETag: (.*?)\r?$/im.exec(part)?.[1];
  });
  // Half an answer says nothing about the other changes.
  if (etags.length !== changes) throw noAnswer(response);
  return etags;
}

/** Writes of a single row. Each is one storage call, and may be repeated: its own earlier success is a conflict then. */

const json = { 'Content-Type': 'application/json' };

/** Whether the row was made; false if it exists already. @throws ScimError 503 */
export function insertRow(partition: Partition, rowKey: string, row: Row): Promise<boolean> {
  const headers = { ...json, Prefer: 'return-no-content' };
  const path = partition.table.tableName;
  return unlessConflict(() =>
    write(partition, { method: 'POST', path, headers }, bodyOf(partition, rowKey, row)),
  );
}

/** Whether the row was replaced; false if it is gone or has changed since it was read. @throws ScimError 503 */
export function replaceRow(partition: Partition, rowKey: string, row: Row, etag: string): Promise<boolean> {
  const headers = { ...json, 'If-Match': etag };
  const path = entityPath(partition, rowKey);
  return unlessConflict(() =>
    write(partition, { method: 'PUT', path, headers }, bodyOf(partition, rowKey, row)),
  );
}

/**
 * Makes the row if there was none, or replaces it.
 *
 * @param etag under which it was read; undefined if there was none.
 * @returns false after a lost race.
 * @throws ScimError 503
 */
export function insertOrReplaceRow(
  partition: Partition,
  rowKey: string,
  row: Row,
  etag: string | undefined,
): Promise<boolean> {
  return etag === undefined ? insertRow(partition, rowKey, row) : replaceRow(partition, rowKey, row, etag);
}

/** Makes or replaces the row. @throws ScimError 503 */
export function upsertRow(partition: Partition, rowKey: string, row: Row): Promise<void> {
  const path = entityPath(partition, rowKey);
  return write(partition, { method: 'PUT', path, headers: json }, bodyOf(partition, rowKey, row));
}

/** Whether the row was deleted; false if it is gone or has changed since it was read. @throws ScimError 503 */
export async function deleteRow(partition: Partition, rowKey: string, etag = '*'): Promise<boolean> {
  const path = entityPath(partition, rowKey);
  try {
    await send(
      partition,
      { method: 'DELETE', path, headers: { 'If-Match': etag }, success: 204 },
      () => undefined,
    );
    return true;
  } catch (error) {
    if (isConflict(error) || isMissingTable(error)) return false;
    throw error;
  }
}

function bodyOf({ tenant }: Partition, rowKey: string, row: Row): string {
  return rowWriter(tenant)(rowKey, row);
}

function write(
  partition: Partition,
  request: Pick<TableRequest, 'method' | 'path' | 'headers'>,
  body: string,
): Promise<void> {
  return withTable(partition, () => send(partition, { ...request, body, success: 204 }, () => undefined));
}

/** @returns false if storage says that the rows are not as they were read. */
export async function unlessConflict(run: () => Promise<unknown>): Promise<boolean> {
  try {
    await run();
    return true;
  } catch (error) {
    if (isConflict(error)) return false;
    throw error;
  }
}

/** Length from which the JSON of a text is remembered. */
const long = 500;

/** Writes the rows of one partition as JSON. The document, which the copies of a user share, is written once. */
function rowWriter(partitionKey: string): (rowKey: string, row: Row) => string {
  const known = new Map<string, string>();
  const text = (value: string): string => {
    if (value.length < long) return quoted(value);
    const written = known.get(value) ?? quoted(value);
    known.set(value, written);
    return written;
  };
  const property = ([name, value]: readonly [string, Row[string]]): string => {
    if (typeof value === 'string') return `"${name}":${text(value)}`;
    if (!(value instanceof Date)) return `"${name}":${value}`;
    return `"${name}":"${value.toISOString()}","${name}@odata.type":"Edm.DateTime"`;
  };
  return (rowKey, row) => {
    const keys = [`"PartitionKey":${quoted(partitionKey)}`, `"RowKey":${quoted(rowKey)}`];
    return `{${[...keys, ...Object.entries(row).map(property)].join(',')}}`;
  };
}

/**
 * A JSON string. U+2028 and U+2029 are written as escapes, which mean the same: Azurite reads a transaction line by line
 * and takes them for line ends.
 */
function quoted(text: string): string {
  const written = JSON.stringify(text);
  if (!/[\u2028\u2029]/.test(written)) return written;
  return written.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}
