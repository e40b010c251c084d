import { randomUUID } from 'node:crypto';
import type { PipelineResponse } from '@azure/core-rest-pipeline';
import { call, entityPath, type Partition } from './partition.ts';
import type { Row } from './rows.ts';
import { accountOf, refusal, send } from './tableRequest.ts';

/** What becomes of one row. */
export type RowChange =
  | { readonly kind: 'create' | 'upsert'; readonly rowKey: string; readonly row: Row }
  | { readonly kind: 'replace'; readonly rowKey: string; readonly row: Row; readonly etag: string }
  /** Of whatever the row has become, unless an ETag is given. */
  | { readonly kind: 'delete'; readonly rowKey: string; readonly etag?: string };

/** Line ends of a batch. */
const end = '\r\n';

/**
 * Makes up to 100 changes, all or none of them, in one storage call ("Performing entity group transactions").
 *
 * It is written here and not by the SDK: that sets up a client for each transaction and a request for each row, writes a
 * user's document anew for each of its copies, and offers no condition on a delete.
 *
 * @returns the ETag of each row, in the order of the changes; undefined for deleted ones.
 * @throws RestError where one is refused: its message begins with the position of the change. ScimError 503.
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
  const request = { method: 'POST', path: '$batch', headers, body } as const;
  return call(partition, async () => readAnswer(await send(partition, request), changes.length));
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
      return ['Content-Type: application/json', `If-Match: ${change.etag}`];
    case 'delete':
      return [`If-Match: ${change.etag ?? '*'}`];
  }
}

/** Text of at least this length is worth remembering how it was written. */
const long = 500;

/** Writes rows as JSON. The document, which the copies of a user share, is written once. */
function rowWriter(tenant: string): (rowKey: string, row: Row) => string {
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
    const keys = [`"PartitionKey":${quoted(tenant)}`, `"RowKey":${quoted(rowKey)}`];
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

/** Storage answers 202 and says inside what it refused: with one part, for the whole of the transaction. */
function readAnswer(response: PipelineResponse, changes: number): readonly (string | undefined)[] {
  const [, ...parts] = (response.bodyAsText ?? '').split('--changesetresponse_');
  // The last one is what stands behind the closing boundary.
  const etags = parts.slice(0, -1).map((part) => {
    const status = Number(/HTTP\/1\.1 (\d{3})/.exec(part)?.[1]);
    if (!(status < 400)) throw refusal(response, /\{.*\}/s.exec(part)?.[0] ?? '', status || 500);
    return /^ETag: (.*?)\r?$/im.exec(part)?.[1];
  });
  // Half an answer says nothing of what has become of the rest.
  if (etags.length !== changes) throw refusal(response, '', 500);
  return etags;
}
